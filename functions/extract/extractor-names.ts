/**
 * The names of the extractors, in a separate file. A process that only reads a setting or asks the pool
 * should not load the network and its word lists, which take some 60 MB and a quarter of a second.
 */
export const extractorNames = ['tagger', 'compromise'] as const;
export type ExtractorName = (typeof extractorNames)[number];
