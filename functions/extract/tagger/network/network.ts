/**
 * The network: from an article's words to the scores of its labels. Shares of the first layer come from a
 * cache; mixing layers see five words; the memory layer lets all places of a repeated name see each other.
 * Articles go through in windows. A window repeats what it needs of its neighbours, so no result depends on
 * where its borders are, and an article may have any length.
 */
import { type MakeMachine, shareBytes } from '../kernel/kernel.ts';
import { createArena } from './arena.ts';
import { type Encoder, planEncoder } from './encoder.ts';
import { planFirstLayer } from './first-layer.ts';
import { fillMatrix, multiply, reserveMatrix } from './matrix.ts';
import { planMemory } from './memory-layer.ts';
import { planMixing } from './mixing.ts';
import type { WeightsFile } from './weights.ts';
import { type ArticleWords, planWindow } from './window.ts';

/** Scores of a word: seven labels and a place that is not used. */
export const SCORES = 8;

export interface NetworkOptions {
  /** Places for words' shares of the first layer; more than twice the words of a window. */
  readonly slots: number;
  /** Words that are computed together. */
  readonly windowWords: number;
}

export interface TaggerNetwork {
  /** Computes words' shares into slots. */
  readonly encode: Encoder['encode'];
  /**
   * Computes the scores of the wanted words: `SCORES` each, in order, in an array that belongs to the next
   * article.
   */
  run(article: ArticleWords): Float32Array;
}

/**
 * Builds a network.
 * @param makeMachine makes the arithmetic it runs on
 * @throws Error when the file's layers are of another kind
 */
export function buildNetwork(
  file: WeightsFile,
  makeMachine: MakeMachine,
  options: NetworkOptions,
): TaggerNetwork {
  const { windowWords } = options;
  const names = file.header.blocks.split(' ');
  const memoryAt = names.indexOf('m');
  if (
    memoryAt === -1 ||
    names.some((name, i) => (name === 'm') !== (i === memoryAt) || !'ms'.includes(name))
  ) {
    throw new Error(
      `The weights have the layers "${file.header.blocks}"; this version knows "s m s" and the like.`,
    );
  }
  const arena = createArena();
  const weightsAt = arena.take(file.bytes);
  const encoderPlan = planEncoder(arena, file);
  const { columns } = encoderPlan;
  const firstPlan = planFirstLayer(arena, columns);
  const mixingPlans = names.map((name, i) =>
    name === 's' ? [planMixing(arena, `blocks.${i}`, columns)] : [],
  );
  const memoryPlan = planMemory(arena, `blocks.${memoryAt}`, columns);
  const output = reserveMatrix(arena, SCORES, columns);
  const windowPlan = planWindow(arena, columns, windowWords, names.length - 1);
  const most = 2 * windowWords;
  const scratch = {
    row: arena.take(4 * columns),
    quantised: arena.take(columns * most),
    scales: arena.take(8 * most),
    products: arena.take(4 * columns * most),
  };
  const shares = arena.take(shareBytes(columns) * options.slots);

  const machine = makeMachine(arena.size);
  const { kernel, buffer } = machine;
  const weights = file.readInto(buffer, weightsAt);
  const encoder = encoderPlan.build(machine, weights, shares);
  const first = firstPlan.build(machine, weights, shares);
  const mixings = mixingPlans.map((plans) => plans.map((plan) => plan.build(machine, weights, scratch)));
  const before = mixings.slice(0, memoryAt).flat();
  const after = mixings.slice(memoryAt + 1).flat();
  const memory = memoryPlan.build(machine, weights, scratch);
  const window = windowPlan.build(machine);
  fillMatrix(weights, output, 'out');
  const { states } = window;
  const products = new Float32Array(buffer, scratch.products, columns * most);
  let scores = new Float32Array(1_024 * SCORES);

  /** Computes a window up to the memory layer. */
  const enter = (article: ArticleWords, from: number): void => {
    window.enter(article, from, Math.min(article.count, from + windowWords));
    first(window.within(names.length - 1), window.slots, window.flags, states);
    for (const [i, mix] of before.entries()) mix(states, window.within(names.length - 2 - i));
  };

  /** Computes the rest of a window; returns how many words were wanted. */
  const complete = (done: number): number => {
    const { list, groups } = window.grouped(after.length, false);
    if (list.count > 0) memory.recall(states, list, groups);
    for (const [i, mix] of after.entries()) mix(states, window.within(after.length - 1 - i));
    const wanted = window.within(0);
    kernel.quantiseRows(states, wanted.at, wanted.count, columns, scratch.quantised, scratch.scales);
    const inputs = { at: scratch.quantised, scales: scratch.scales, count: wanted.count };
    multiply(kernel, output, inputs, scratch.products, 0);
    const total = done + wanted.count;
    if (SCORES * total > scores.length) {
      const longer = new Float32Array(2 * SCORES * total);
      longer.set(scores);
      scores = longer;
    }
    scores.set(products.subarray(0, SCORES * wanted.count), SCORES * done);
    return total;
  };

  return {
    encode: encoder.encode,
    run(article) {
      memory.begin(article.groupCount);
      for (let from = 0; from < article.count; from += windowWords) {
        enter(article, from);
        const { list, groups } = window.grouped(after.length, true);
        if (list.count > 0) memory.collect(states, list, groups);
      }
      memory.finish();
      let done = 0;
      const isShort = article.count <= windowWords;
      for (let from = 0; from < article.count; from += windowWords) {
        // A short article is still there; a long one comes by a second time, now that all of it is
        // remembered.
        if (!isShort) enter(article, from);
        done = complete(done);
      }
      return scores;
    },
  };
}
