/**
 * Logs its second argument as a message, a field and an error. Uses the log of a stage (`pretty`) or of a
 * command line (`command`).
 */
import { createCommandLog, createLog } from '../../../../functions/common/process/log.ts';

const [, , kind, text = ''] = process.argv;
const log =
  kind === 'command'
    ? createCommandLog({ LOG_LEVEL: 'info', LOG_FORMAT: 'auto' })
    : createLog('fixture', { LOG_LEVEL: 'info', LOG_FORMAT: 'pretty' });
log.error({ err: new Error(text), field: { text } }, text);
