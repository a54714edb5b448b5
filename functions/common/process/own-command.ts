/** The command lines that messages and help name: those of a clone, or those of the installed package. */

/** Only the installed package runs from the JavaScript that `npm pack` built. */
const isPackage = import.meta.url.includes('/dist/npm/');

/**
 * The command line that runs one of this project's commands.
 * @param name of the command, as `submit`
 * @param args its arguments, as a shell reads them; empty for none
 */
export function ownCommand(name: string, args = ''): string {
  if (isPackage) return `npx entity-pipeline ${name}${args && ` ${args}`}`;
  return `npm ${name === 'start' ? name : `run ${name}`}${args && ` -- ${args}`}`;
}
