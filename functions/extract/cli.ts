/**
 * `npm run -s extract`: posts as JSON lines from files or standard input, results as JSON lines to standard
 * output, in the same order. A line that holds no post is reported on standard error, gives a line `{"error":
 * …}` in its place, and makes the exit code 65.
 */
import { once } from 'node:events';
import { messageOf } from '../common/domain/error-message.ts';
import { derivedPostId } from '../common/domain/keys.ts';
import { runCommand } from '../common/process/command.ts';
import { defineCommand, exampleText, exitCodeText, limitOption } from '../common/process/command-line.ts';
import { ExitCode, ExplainedError } from '../common/process/exit-codes.ts';
import { checkInputFiles, type PlacedRecord, readPostFiles, STDIN } from '../common/process/input-files.ts';
import { printable } from '../common/process/printable.ts';
import { logLevel, logSettings } from '../common/process/settings.ts';
import { openTextPool, type TextPool } from './pool/pools.ts';
import { poolOptionsOf, poolSettings } from './settings.ts';

// A tool in a pipe prints its results and its errors, nothing else.
const settings = { ...poolSettings, ...logSettings, LOG_LEVEL: logLevel('warn') };

/** Records on their way at a time, for each process of the pool: results wait here for those before them. */
const RECORDS_PER_PROCESS = 32;

interface Given {
  readonly files: readonly string[];
  readonly limit: number;
}

const frame = { read: readCommandLine, settings, drainTimeoutMs: 10_000 } as const;

await runCommand(frame, async ({ given: { files, limit }, config, log, stopping, parts, runtime }) => {
  await checkInputFiles(files);
  const pool = parts.use(openTextPool({ ...poolOptionsOf(config), log, clock: runtime.clock }));
  if (process.stdin.isTTY && files.includes(STDIN))
    process.stderr.write('reading posts as JSON lines from the terminal; Ctrl-D ends them\n');
  let faulty = 0;
  let records = 0;
  const write = async (line: Promise<{ readonly text: string; readonly fault?: string }>): Promise<void> => {
    const { text, fault } = await line;
    if (fault !== undefined) {
      faulty += 1;
      process.stderr.write(`${printable(fault)}\n`);
    }
    if (!process.stdout.write(`${text}\n`)) await once(process.stdout, 'drain');
  };
  const underWay: ReturnType<typeof lineFor>[] = [];
  for await (const record of readPostFiles(files)) {
    if (stopping.aborted || records === limit) break;
    records += 1;
    underWay.push(lineFor(record, pool));
    if (underWay.length < RECORDS_PER_PROCESS * pool.size) continue;
    const first = underWay.shift();
    if (first !== undefined) await write(first);
  }
  for (const line of underWay) await write(line);
  if (stopping.aborted) return ExitCode.interrupted;
  if (records === 0) throw new ExplainedError('There is no post in the input.', ExitCode.data);
  return faulty > 0 ? ExitCode.data : ExitCode.ok;
});

function readCommandLine(argv: readonly string[]): Given {
  const program = defineCommand('entity-pipeline extract')
    .description(
      'Extract names (entities) from posts. Each result is a line of JSON on standard output, in the order of the posts.',
    )
    .argument('[file...]', 'files of posts in JSON lines; - for standard input (the default)')
    .option('--limit <posts>', 'extract at most this many posts', limitOption)
    .addHelpText(
      'after',
      exampleText([
        ['entity-pipeline extract posts.jsonl > entities.jsonl', 'extract from a file'],
        [
          'entity-pipeline extract --limit 10 - < posts.jsonl',
          'extract from the first ten posts of standard input',
        ],
      ]),
    )
    .addHelpText('after', `\n${exitCodeText}`)
    .parse([...argv], { from: 'user' });
  const { limit = Number.POSITIVE_INFINITY } = program.opts<{ readonly limit?: number }>();
  return { files: program.args.length === 0 ? [STDIN] : program.args, limit };
}

async function lineFor(record: PlacedRecord, pool: TextPool): Promise<{ text: string; fault?: string }> {
  const failed = (message: string): { text: string; fault: string } => ({
    text: JSON.stringify({ error: message }),
    fault: `${record.place}: ${message}`,
  });
  if ('fault' in record) return failed(record.fault);
  const { publication, content, id, title, language } = record.post;
  try {
    const extraction = await pool.run({ content, title, language });
    const postId = id ?? derivedPostId(publication, content);
    return { text: JSON.stringify({ postId, publication, ...extraction }) };
  } catch (error) {
    return failed(messageOf(error));
  }
}
