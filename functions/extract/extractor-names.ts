/**
 * The names of the extractors, apart from what they load: who only reads a setting or asks the pool should
 * not hold the network and its word lists, which take some 60 MB and a quarter of a second.
 */
export const extractorNames = ['tagger', 'compromise'] as const;
export type ExtractorName = (typeof extractorNames)[number];
