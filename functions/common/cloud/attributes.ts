/** The attributes of the pipeline's messages. */

/** Attributes of a message: strings by name. */
export type Attributes = Readonly<Record<string, string>>;

/**
 * The attributes of every message of the pipeline; `traceAttribute` is set in addition. `sender` is the name
 * of the key that a post was submitted with, where submit requires keys.
 */
export const attributeNames = { postId: 'postId', publication: 'publication', sender: 'sender' } as const;
