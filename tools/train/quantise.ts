/** From learnt weights to the whole numbers that are shipped. */
import type { Layer } from '../../functions/extract/tagger/model.ts';
import type { Weights } from './perceptron.ts';

/**
 * @param scale steps a unit of weight; a weight becomes the nearest of them, at most 127 from 0
 * @param least weights of fewer steps are dropped
 */
export function quantise(weights: Weights, rowBits: number, scale: number, least: number): Layer {
  const emissions = new Int8Array(weights.emissions.length);
  for (let i = 0; i < emissions.length; i++) {
    const steps = Math.round((weights.emissions[i] as number) * scale);
    if (Math.abs(steps) >= least) emissions[i] = Math.max(-127, Math.min(127, steps));
  }
  const transitions = weights.transitions.map((weight) =>
    Math.max(-32_768, Math.min(32_767, Math.round(weight * scale))),
  );
  return { rowBits, emissions, transitions };
}
