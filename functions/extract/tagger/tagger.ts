/**
 * The tagger: finds the people, places and organizations of a text with a small network. This file joins the
 * rooms, one a step: words, features, network (on a kernel), decoding, mentions.
 */
import type { Mention } from '../../common/domain/post.ts';
import { createArticleReader } from './article.ts';
import type { MakeMachine } from './kernel/kernel.ts';
import { makePlainMachine } from './kernel/plain.ts';
import { makeSimdMachine } from './kernel/simd.ts';
import { type FoundName, findNames, toMentions } from './mentions/mentions.ts';
import { buildNetwork, type NetworkOptions } from './network/network.ts';
import { openWeights, type WeightsFile } from './network/weights.ts';

export interface TaggerOptions extends Partial<NetworkOptions> {
  /** The arithmetic; by default with SIMD where there is one. */
  readonly makeMachine?: MakeMachine;
}

const DEFAULTS = { slots: 32_768, windowWords: 4_096, makeMachine: makeFastestMachine } as const;

/** The shipped weights. */
export const weightsFile: URL = new URL('./weights.bin', import.meta.url);

/** Finds names with a memory of words of its own; the names still have their log odds. */
export function createFinder(file: WeightsFile, options: TaggerOptions = {}): (text: string) => FoundName[] {
  const { makeMachine, ...size } = { ...DEFAULTS, ...options };
  const network = buildNetwork(file, makeMachine, size);
  const readArticle = createArticleReader(network.encode, size);
  return (text) => {
    const article = readArticle(text);
    return findNames(article, network.run(article));
  };
}

/** A tagger with a memory of words of its own. */
export function createTagger(file: WeightsFile, options: TaggerOptions = {}): (text: string) => Mention[] {
  const find = createFinder(file, options);
  const { calibration } = file.header;
  return (text) => toMentions(text, find(text), calibration);
}

function makeFastestMachine(bytes: number): ReturnType<MakeMachine> {
  return makeSimdMachine(bytes) ?? makePlainMachine(bytes);
}

let shipped: ((text: string) => Mention[]) | undefined;

/**
 * Finds the names of a text with the shipped weights: a pure function, the same in every process and on every
 * machine.
 * @param text the content of a post, any string
 * @returns mentions in order, none overlapping another; `text.slice(start, end)` is a mention's text
 */
export function extractWithTagger(text: string): Mention[] {
  shipped ??= createTagger(openWeights(weightsFile));
  return shipped(text);
}
