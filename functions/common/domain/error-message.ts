/** The texts of errors, for logs and people. */

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The system's codes of failed connections, and what they mean. */
const failedConnections: readonly (readonly [code: RegExp, meaning: string])[] = [
  [/(?:connect )?ECONNREFUSED (\S+?)(?=\.?(?:\s|$))/g, 'nothing listens on $1'],
  [/(?:connect )?ETIMEDOUT (\S+?)(?=\.?(?:\s|$))/g, 'no answer from $1'],
  [/(?:connect )?E(?:HOST|NET)UNREACH (\S+?)(?=\.?(?:\s|$))/g, 'there is no route to $1'],
  [/getaddrinfo (?:ENOTFOUND|EAI_AGAIN) (\S+?)(?=\.?(?:\s|$))/g, 'no address is known for the host $1'],
  [/(?:connect )?ECONNREFUSED/g, 'the connection was refused'],
  [/^bad port$/, 'fetch blocks this port, which belongs to another protocol'],
  [/(?:read )?ECONNRESET/g, 'the connection was closed'],
];

/** Why a call failed, from the message of its error: without gRPC's and the system's codes. */
export function failureInWords(message: string): string {
  const bare = message
    .replace(/^\d+ [A-Z_]+: /, '')
    .replace(/^No connection established\. Last error: (?:Error: )?/, '')
    .replace(/\.? Resolution note:\s*$/, '')
    .trim();
  return failedConnections.reduce((text, [code, meaning]) => text.replace(code, meaning), bare);
}

/** The message of an error's cause, where it has one: `fetch` itself says only that it failed. */
export function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return messageOf(cause) || String(cause);
}
