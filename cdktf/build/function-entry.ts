/**
 * What functions-framework loads, in the cloud, for every function: one archive holds them all, and only the one that is the target is
 * loaded, because each reads its configuration as it loads.
 */
const functions = {
  submit: async () => (await import('../../functions/submit/function.ts')).submit,
} as const;

const target = process.env.FUNCTION_TARGET;

export const submit = target === 'submit' ? await functions.submit() : undefined;
