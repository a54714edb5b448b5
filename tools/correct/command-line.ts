/** The parts that the command lines of corrections share. */
import { InvalidArgumentError } from 'commander';
import { publicationKey } from '../../functions/common/domain/keys.ts';

/**
 * For the name of a publication.
 * @throws InvalidArgumentError when it names nothing
 */
export function readPublication(name: string): string {
  if (publicationKey(name) === '') throw new InvalidArgumentError('A name must not be empty.');
  return name;
}
