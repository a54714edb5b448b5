import { expect, test, vi } from 'vitest';
import { parseCommandLine } from '../../../tools/dead-letters/command.ts';

const filterOf = (...argv: string[]) => parseCommandLine('dead-letters', argv).job.filter;

test.each(['list', 'show', 'replay', 'drop'])(
  'a reason does not consume the ids of %s that follow it',
  (action) => {
    expect(filterOf(action, '--reason', 'not-json', 'p-1', 'p-2')).toMatchObject({
      reasons: ['not-json'],
      ids: ['p-1', 'p-2'],
    });
  },
);

test('several reasons are separated by commas, or given one after the other', () => {
  expect(
    filterOf('drop', '--reason', 'not-json,too-many-names', '--reason', 'delivery-attempts'),
  ).toMatchObject({
    reasons: ['not-json', 'too-many-names', 'delivery-attempts'],
    ids: undefined,
  });
});

test.each([
  [['replay', '--older-than', 'soon'], /number and one of s, m, h, d/],
  [['list', '--limit', '0'], /whole number from 1/],
  [['list', '--reason', 'a,,b'], /a reason, or several separated by commas/],
  [['list', '--reason', 'nonsense'], /No reason is called 'nonsense'\. The reasons are not-json, not-a-post/],
  [['drop'], /drop needs a filter or ids/],
  [['replay'], /replay needs a filter or ids/],
  [['shout'], /unknown command/],
] as const)('%j is refused with exit code 2', (argv, said) => {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(() => parseCommandLine('dead-letters', argv)).toThrow(
    expect.objectContaining({ exitCode: 2, message: expect.stringMatching(said) }),
  );
  expect(stderr.mock.calls.join()).toMatch(said);
  stderr.mockRestore();
});
