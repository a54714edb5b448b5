/**
 * `npm run -s extract`: posts as JSON lines from standard input, results as JSON lines to standard output, in the same order. A
 * line that holds no post is reported on standard error, gives a line `{"error": …}` in its place, and makes the exit code 1.
 */
import { once } from 'node:events';
import { derivedPostId } from '../common/domain/keys.ts';
import { type ReadRecord, readPostRecords } from '../common/domain/post-records.ts';
import { commandLine } from '../common/process/command-line.ts';
import { messageOf } from '../common/process/error-message.ts';
import { ExitCode } from '../common/process/exit-codes.ts';
import { reportFailure, runProcess } from '../common/process/lifecycle.ts';
import { createLog } from '../common/process/log.ts';
import { endWithOutput } from '../common/process/output.ts';
import { commonSettings, logLevel, readConfig } from '../common/process/settings.ts';
import { openPool, type Pool } from './pool/pool.ts';
import { poolSettings } from './settings.ts';

const { LOG_FORMAT } = commonSettings;
// A tool in a pipe says nothing but what it was asked for, and what is wrong.
const settings = { ...poolSettings, LOG_FORMAT, LOG_LEVEL: logLevel('warn') };

/** Records on their way at a time, for each process of the pool: results wait here for those before them. */
const RECORDS_PER_PROCESS = 32;

function configOrExit(): ReturnType<typeof readConfig<typeof settings>> {
  try {
    return readConfig(settings, process.env);
  } catch (error) {
    process.exit(reportFailure(error, createLog('extract', { LOG_LEVEL: 'info', LOG_FORMAT: 'auto' })));
  }
}

commandLine('entity-pipeline extract')
  .description(
    'Extract entities: posts as JSON lines from standard input, results to standard output in the same order.',
  )
  .addHelpText('after', '\nFor example: npm run -s extract < posts.jsonl > entities.jsonl')
  .parse();
const config = configOrExit();
const log = createLog('extract', config);
endWithOutput(log);

await runProcess({ log, drainTimeoutMs: 10_000 }, async ({ stopping, parts, runtime }) => {
  const pool = parts.use(
    openPool({
      size: config.POOL_SIZE,
      extractor: config.ENTITY_EXTRACTOR,
      timeoutMs: config.EXTRACT_TIMEOUT_MS,
      memoryMb: config.EXTRACT_MEMORY_MB,
      log,
      clock: runtime.clock,
    }),
  );
  if (process.stdin.isTTY)
    process.stderr.write('reading posts as JSON lines from the terminal; Ctrl-D ends them\n');
  let faulty = 0;
  const write = async (line: Promise<{ readonly text: string; readonly fault?: string }>): Promise<void> => {
    const { text, fault } = await line;
    if (fault !== undefined) {
      faulty += 1;
      process.stderr.write(`${fault}\n`);
    }
    if (!process.stdout.write(`${text}\n`)) await once(process.stdout, 'drain');
  };
  const underWay: ReturnType<typeof lineFor>[] = [];
  for await (const record of readPostRecords(process.stdin)) {
    if (stopping.aborted) break;
    underWay.push(lineFor(record, pool));
    if (underWay.length < RECORDS_PER_PROCESS * pool.size) continue;
    const first = underWay.shift();
    if (first !== undefined) await write(first);
  }
  for (const line of underWay) await write(line);
  return faulty > 0 || stopping.aborted ? ExitCode.failed : ExitCode.ok;
});

async function lineFor(record: ReadRecord, pool: Pool): Promise<{ text: string; fault?: string }> {
  const failed = (message: string): { text: string; fault: string } => ({
    text: JSON.stringify({ error: message }),
    fault: `line ${record.line}: ${message}`,
  });
  if ('fault' in record) return failed(record.fault);
  const { publication, content, id } = record.post;
  try {
    const { entities, mentions } = await pool.extract(content);
    const postId = id ?? derivedPostId(publication, content);
    return { text: JSON.stringify({ postId, publication, entities, mentions }) };
  } catch (error) {
    return failed(messageOf(error));
  }
}
