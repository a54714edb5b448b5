/** Where and in which forms posts are submitted. It imports nothing, so that the page can show it too. */

/** The path that posts are sent to. */
export const SUBMIT_PATH = '/posts';

/** The header that holds an API key, where the function asks for one. */
export const API_KEY_HEADER = 'X-Api-Key';

/** The media types of a body: one post or an array of posts, and one post a line. */
export const bodyTypes = { json: 'application/json', ndjson: 'application/x-ndjson' } as const;
export type BodyFormat = keyof typeof bodyTypes;
