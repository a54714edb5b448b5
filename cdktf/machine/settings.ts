/** The settings of a machine's health check, from the environment. */
import { stagePorts } from '../../functions/common/domain/stage-ports.ts';
import { text } from '../../functions/common/process/setting.ts';
import { commonSettings, host, port } from '../../functions/common/process/settings.ts';

export const machineHealthSettings = {
  ...commonSettings,
  PORT: port(stagePorts.health),
  HOST: host(),
  DAEMONS: text({
    description: 'daemons of the machine, each with the port of its health',
    allowed: 'name=port of each daemon, separated by commas',
    pattern: /^[a-z]+=\d{1,5}(?:,[a-z]+=\d{1,5})*$/,
    default: `extract=${stagePorts.extract},save=${stagePorts.save}`,
  }),
} as const;
