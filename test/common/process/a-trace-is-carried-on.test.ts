import fc from 'fast-check';
import { expect, test } from 'vitest';
import { systemRuntime } from '../../../functions/common/process/system-runtime.ts';
import {
  childOf,
  formatTraceparent,
  parseTraceparent,
  traceOfRequest,
} from '../../../functions/common/process/trace.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

test.each([
  [`00-${traceId}-${spanId}-01`, { traceId, spanId, sampled: true }],
  [`00-${traceId}-${spanId}-00`, { traceId, spanId, sampled: false }],
  [`00-${traceId}-${spanId}-03`, { traceId, spanId, sampled: true }],
  // A later version may append fields after a hyphen.
  [`cc-${traceId}-${spanId}-01-what-the-future-brings`, { traceId, spanId, sampled: true }],
])('the traceparent %s is read', (value, trace) => {
  expect(parseTraceparent(value)).toEqual(trace);
});

test.each([
  undefined,
  '',
  'nonsense',
  `ff-${traceId}-${spanId}-01`,
  `00-${traceId}-${spanId}-01-more`,
  `cc-${traceId}-${spanId}-01.more`,
  `00-${'0'.repeat(32)}-${spanId}-01`,
  `00-${traceId}-${'0'.repeat(16)}-01`,
  `00-${traceId.toUpperCase()}-${spanId}-01`,
  `00-${traceId}-${spanId}-1`,
  `00-${traceId}-${spanId}`,
  ` 00-${traceId}-${spanId}-01`,
])('the traceparent %j is invalid', (value) => {
  expect(parseTraceparent(value)).toBeUndefined();
});

test('a written traceparent is read back', () => {
  const hex = (digits: number): fc.Arbitrary<string> =>
    fc
      .string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: digits, maxLength: digits })
      .filter((text) => !/^0+$/.test(text));
  fc.assert(
    fc.property(hex(32), hex(16), fc.boolean(), (traceId, spanId, sampled) => {
      const trace = { traceId, spanId, sampled };
      expect(parseTraceparent(formatTraceparent(trace))).toEqual(trace);
    }),
  );
});

test('a request continues the trace of its traceparent, else of Google’s header, else starts one', () => {
  const google = { 'x-cloud-trace-context': `${traceId}/1;o=1` };
  expect(
    traceOfRequest({ ...google, traceparent: `00-${'a'.repeat(32)}-${spanId}-00` }, systemRuntime.chance)
      .traceId,
  ).toBe('a'.repeat(32));
  expect(traceOfRequest({ ...google, traceparent: 'nonsense' }, systemRuntime.chance)).toEqual({
    traceId,
    spanId: '0000000000000001',
    sampled: true,
  });
  expect(
    traceOfRequest({ 'x-cloud-trace-context': `${traceId}/18446744073709551615` }, systemRuntime.chance),
  ).toEqual({
    traceId,
    spanId: 'f'.repeat(16),
    sampled: false,
  });
  const made = traceOfRequest(
    { 'x-cloud-trace-context': 'nonsense', traceparent: ['a', 'b'] },
    systemRuntime.chance,
  );
  expect(parseTraceparent(formatTraceparent(made))).toEqual({ ...made, sampled: false });
  expect(traceOfRequest({}, systemRuntime.chance).traceId).not.toBe(
    traceOfRequest({}, systemRuntime.chance).traceId,
  );
});

test('Google’s header without a usable span gets a new one', () => {
  for (const value of [traceId, `${traceId};o=1`, `${traceId}/0;o=1`, `${traceId}/18446744073709551616`]) {
    const trace = traceOfRequest({ 'x-cloud-trace-context': value }, systemRuntime.chance);
    expect(trace.traceId).toBe(traceId);
    expect(parseTraceparent(formatTraceparent(trace))).toEqual(trace);
  }
});

test('a child has the same trace and its own span', () => {
  const trace = { traceId, spanId, sampled: true };
  const child = childOf(trace, systemRuntime.chance);
  expect(child).toEqual({ ...trace, spanId: expect.stringMatching(/^[0-9a-f]{16}$/) });
  expect(child.spanId).not.toBe(spanId);
});
