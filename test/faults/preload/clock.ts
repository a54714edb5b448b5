/**
 * Preloaded into a process (`node --import`). Steps its clock, as an administrator or a suspended virtual
 * machine does. Only the wall clock steps; timers and the monotonic clock continue. FAULTS_CLOCK holds steps
 * as `AFTER:TO,…`: milliseconds after the start, and the offset from the true time from then on.
 */
const steps = (process.env.FAULTS_CLOCK ?? '')
  .split(',')
  .filter((step) => step !== '')
  .map((step) => step.split(':').map(Number))
  .map(([after = 0, to = 0]) => ({ after, to }));

const RealDate = Date;
const offset = (): number => steps.findLast(({ after }) => after <= performance.now())?.to ?? 0;
const now = (): number => RealDate.now() + offset();

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
  apply: () => new RealDate(now()).toString(),
  get: (target, property, receiver) => (property === 'now' ? now : Reflect.get(target, property, receiver)),
});
