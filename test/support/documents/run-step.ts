/** Runs a command of a document as its reader would, and compares its output with the expected one. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect } from 'vitest';
import { startShell } from './shell.ts';

/** A command that ends by itself. */
export interface CommandStep {
  /** In the words of the document. */
  readonly command: string;
  /** Its output, standard error included. */
  readonly prints: RegExp;
  /** The file that it writes. Its text counts as output. */
  readonly writes?: string;
  /** The words of the reader, by the words of the document that they replace. */
  readonly where?: Readonly<Record<string, string>>;
}

/** The place where commands run. */
export interface Surroundings {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Words to replace in all commands, such as addresses. */
  readonly words: Readonly<Record<string, string>>;
}

/** The command with these words replaced. */
export function putWords(command: string, words: Readonly<Record<string, string>>): string {
  return Object.entries(words).reduce((text, [from, to]) => text.replaceAll(from, to), command);
}

/** The output of a step, and its exit code. */
export async function outcomeOf(
  step: CommandStep,
  { cwd, environment, words }: Surroundings,
): Promise<{ readonly output: string; readonly code: number | string }> {
  await using shell = startShell(putWords(step.command, { ...words, ...step.where }), environment, cwd);
  const code = await shell.ended;
  const written = step.writes === undefined ? '' : await readFile(resolve(cwd, step.writes), 'utf8');
  return { output: shell.output() + written, code };
}

/** Repeats a step until it prints the expected output, because counts take some seconds. */
export async function untilPrinted(step: CommandStep, place: Surroundings): Promise<void> {
  const output = async (): Promise<string> => (await outcomeOf(step, place)).output;
  await expect.poll(output, { timeout: 60_000, interval: 500, message: step.command }).toMatch(step.prints);
}

/** Runs a step, which must succeed with the expected output. */
export async function runStep(step: CommandStep, place: Surroundings): Promise<RegExpExecArray | null> {
  const { output, code } = await outcomeOf(step, place);
  expect(output, step.command).toMatch(step.prints);
  expect(code, `${step.command}\n${output}`).toBe(0);
  return step.prints.exec(output);
}
