/**
 * Problem documents (RFC 9457, https://www.rfc-editor.org/rfc/rfc9457): the form in which the HTTP functions
 * refuse a request.
 */
import { z } from 'zod';
import type { DeepReadonly } from './deep-readonly.ts';

/** A fault as answers hold it. */
export const FaultSchema = z.object({ path: z.string(), message: z.string() });

export const ProblemDocument = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string().describe('What happened and what to do.'),
  errors: z.array(FaultSchema).describe('Each fault, with the path of the field that it is about.'),
});
export type ProblemDocument = DeepReadonly<z.infer<typeof ProblemDocument>>;
