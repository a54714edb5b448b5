/** Logs one entry in the format its argument names. */
import { createLog } from '../../../../functions/common/process/log.ts';

createLog('fixture', { LOG_LEVEL: 'info', LOG_FORMAT: process.argv[2] ?? 'auto' }).info('hello');
console.log('result');
