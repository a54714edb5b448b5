import { expect, test } from 'vitest';
import { failureInWords } from '../../../functions/common/domain/error-message.ts';

test.each([
  ['connect ECONNREFUSED 127.0.0.1:8085', 'nothing listens on 127.0.0.1:8085'],
  [
    '14 UNAVAILABLE: No connection established. Last error: Error: connect ECONNREFUSED ::1:8085. Resolution note: ',
    'nothing listens on ::1:8085',
  ],
  ['connect ETIMEDOUT 10.0.0.1:443', 'no answer from 10.0.0.1:443'],
  ['getaddrinfo ENOTFOUND submit.example', 'no address is known for the host submit.example'],
  ['read ECONNRESET', 'the connection was closed'],
  ['7 PERMISSION_DENIED: Missing or insufficient permissions.', 'Missing or insufficient permissions.'],
  ['bad port', 'fetch blocks this port, which belongs to another protocol'],
  ['certificate has expired', 'certificate has expired'],
])('%s', (message, words) => {
  expect(failureInWords(message)).toBe(words);
});
