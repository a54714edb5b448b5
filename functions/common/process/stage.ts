/**
 * Runs a stage as a process of its own, or together with others in one process. In the cloud each stage has
 * its own process, so that a crash affects no other stage. On one small machine separate processes cost more
 * memory and time than all their work.
 */
import type { z } from 'zod';
import { aborted, runProcess, runService, type ServiceMain } from './lifecycle.ts';
import { createLog } from './log.ts';
import { type commonSettings, type Environment, readConfig } from './settings.ts';
import { systemRuntime } from './system-runtime.ts';

export interface Stage {
  /** Runs it as a process; see `runService`. */
  readonly main: () => Promise<never>;
  /**
   * Runs it within a shared process. Resolves when it is drained and torn down.
   * @param stopping aborted when it should drain
   * @throws ExplainedError when the configuration is wrong, or the stage cannot go on
   */
  readonly runBeside: (environment: Environment, stopping: AbortSignal) => Promise<void>;
}

/**
 * Declares a stage.
 * @param service its name
 * @param shape the variables it reads
 */
export function defineStage<Shape extends typeof commonSettings & z.ZodRawShape>(
  service: string,
  shape: Shape,
  main: ServiceMain<Shape>,
): Stage {
  return {
    main: () => runService(service, shape, main),
    async runBeside(environment, stopping) {
      const config = readConfig(shape, environment);
      const log = createLog(service, config as z.infer<z.ZodObject<typeof commonSettings>>);
      await using parts = new AsyncDisposableStack();
      await main(config, log, { stopping, parts, runtime: systemRuntime });
    },
  };
}

/**
 * The time for all stages to drain, one after the other. A daemon gives up after its DRAIN_TIMEOUT_MS, 30 s
 * by default. Submit and show wait here for their requests without a limit of their own.
 */
const DRAIN_TIMEOUT_MS = 60_000;

/**
 * Runs stages in this process until a signal comes, and drains them in their order. A stage that fails ends
 * the process, as it would end its own.
 * @param stages each with its environment, in the order of the data
 */
export function runTogether(
  stages: readonly { readonly stage: Stage; readonly environment: Environment }[],
): Promise<never> {
  const log = createLog('stages', { LOG_LEVEL: 'warn', LOG_FORMAT: 'auto' });
  return runProcess({ log, drainTimeoutMs: DRAIN_TIMEOUT_MS }, async ({ stopping }) => {
    const running = stages.map(({ stage, environment }) => {
      const stop = new AbortController();
      return { stop, ended: stage.runBeside(environment, stop.signal) };
    });
    await Promise.race([aborted(stopping), ...running.map(({ ended }) => ended)]);
    for (const { stop, ended } of running) {
      stop.abort();
      await ended;
    }
  });
}
