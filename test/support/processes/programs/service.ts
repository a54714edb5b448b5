/** A stage that only reads its configuration. */

import { runService } from '../../../../functions/common/process/lifecycle.ts';
import { commonSettings, port } from '../../../../functions/common/process/settings.ts';

await runService('fixture', { ...commonSettings, PORT: port(8_091) }, async (config, log) => {
  log.info(`main runs on ${config.PORT}`);
});
