/** Runs a command of a document as its reader would, and holds what it prints against what is expected. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect } from 'vitest';
import { startShell } from './shell.ts';

/** A command that ends by itself. */
export interface CommandStep {
  /** As documents have it. */
  readonly command: string;
  /** What it prints, standard error included. */
  readonly prints: RegExp;
  /** The file that it writes: its text counts as printed. */
  readonly writes?: string;
  /** The words that a reader would put in, by the words that the document has. */
  readonly where?: Readonly<Record<string, string>>;
}

/** Where commands run. */
export interface Surroundings {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Words of all commands that mean something else here: addresses, for example. */
  readonly words: Readonly<Record<string, string>>;
}

/** A command with words put in. */
export function putWords(command: string, words: Readonly<Record<string, string>>): string {
  return Object.entries(words).reduce((text, [from, to]) => text.replaceAll(from, to), command);
}

/** What a step printed, and its exit code. */
export async function outcomeOf(
  step: CommandStep,
  { cwd, environment, words }: Surroundings,
): Promise<{ readonly output: string; readonly code: number | string }> {
  await using shell = startShell(putWords(step.command, { ...words, ...step.where }), environment, cwd);
  const code = await shell.ended;
  const written = step.writes === undefined ? '' : await readFile(resolve(cwd, step.writes), 'utf8');
  return { output: shell.output() + written, code };
}

/** Runs a step again and again until it prints what it should: counts take some seconds. */
export async function untilPrinted(step: CommandStep, place: Surroundings): Promise<void> {
  const output = async (): Promise<string> => (await outcomeOf(step, place)).output;
  await expect.poll(output, { timeout: 60_000, interval: 500, message: step.command }).toMatch(step.prints);
}

/** Runs a step, which has to succeed and to print what it should. */
export async function runStep(step: CommandStep, place: Surroundings): Promise<RegExpExecArray | null> {
  const { output, code } = await outcomeOf(step, place);
  expect(output, step.command).toMatch(step.prints);
  expect(code, `${step.command}\n${output}`).toBe(0);
  return step.prints.exec(output);
}
