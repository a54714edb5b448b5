/**
 * What functions-framework loads, in the cloud, for every function: one archive holds them all, and only the
 * one that is the target is loaded, because each reads its configuration as it loads.
 */
const target = process.env.FUNCTION_TARGET;

export const submit =
  target === 'submit' ? (await import('../../functions/submit/function.ts')).submit : undefined;

export const show = target === 'show' ? (await import('../../functions/show/function.ts')).show : undefined;
