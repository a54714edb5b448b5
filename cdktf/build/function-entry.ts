/**
 * The module that functions-framework loads in the cloud for every function. One archive holds all functions.
 * Only the target is loaded, because each function reads its configuration as it loads.
 */
const target = process.env.FUNCTION_TARGET;

export const submit =
  target === 'submit' ? (await import('../../functions/submit/function.ts')).submit : undefined;

export const show = target === 'show' ? (await import('../../functions/show/function.ts')).show : undefined;
