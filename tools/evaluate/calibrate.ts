/**
 * Fits the curves that turn a name's log odds into its score: logistic regression on annotated articles, one
 * curve per type. A score is then the share of such names that are right. The header of the weights file
 * holds the result.
 */
import { type EntityType, entityTypes } from '../../functions/common/domain/post.ts';
import type { FoundName } from '../../functions/extract/tagger/mentions/mentions.ts';
import type { Curve } from '../../functions/extract/tagger/network/weights.ts';
import { judge } from './bands.ts';
import type { AnnotatedArticle } from './evaluate.ts';

/** The most steps. Newton's method converges within ten. */
const STEPS = 30;
const SMALLEST_STEP = 1e-6;
/** Draws the scale to 1 and the offset to 0, as a few mentions more would: a set may have few of a type. */
const PRIOR = 1;

/** The curve of each type. */
export function calibrate(
  articles: readonly AnnotatedArticle[],
  find: (text: string) => readonly FoundName[],
): Record<EntityType, Curve> {
  const judged = articles.flatMap(({ content, entities }) => judge(entities, find(content)));
  const curveOf = (type: EntityType): Curve =>
    fitCurve(
      judged
        .filter(({ found }) => found.type === type)
        .map(({ found, isRight }) => ({ odds: found.odds, isRight })),
    );
  const [person, place, organization] = entityTypes.map(curveOf);
  const plain = { scale: 1, offset: 0 };
  return { person: person ?? plain, place: place ?? plain, organization: organization ?? plain };
}

interface Example {
  readonly odds: number;
  readonly isRight: boolean;
}

/** Logistic regression with one input, by Newton's steps; a step that would make things worse is halved. */
function fitCurve(examples: readonly Example[]): Curve {
  let curve: Curve = { scale: 1, offset: 0 };
  let loss = lossOf(examples, curve);
  for (let step = 0; step < STEPS; step++) {
    const { scale, offset } = stepFrom(examples, curve);
    let size = 1;
    let next = curve;
    let nextLoss = Infinity;
    while (nextLoss > loss && size > SMALLEST_STEP) {
      next = { scale: curve.scale + size * scale, offset: curve.offset + size * offset };
      nextLoss = lossOf(examples, next);
      size /= 2;
    }
    if (nextLoss > loss) break;
    [curve, loss] = [next, nextLoss];
  }
  const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;
  return { scale: rounded(curve.scale), offset: rounded(curve.offset) };
}

function lossOf(examples: readonly Example[], { scale, offset }: Curve): number {
  const prior = (PRIOR * ((scale - 1) ** 2 + offset ** 2)) / 2;
  return examples.reduce((sum, { odds, isRight }) => {
    const value = scale * odds + offset;
    return sum + Math.log1p(Math.exp(isRight ? -value : value));
  }, prior);
}

/** Newton's step: the gradient of the loss by its curvature. */
function stepFrom(examples: readonly Example[], { scale, offset }: Curve): Curve {
  let [gs, go] = [PRIOR * (1 - scale), -PRIOR * offset];
  let [ss, so, oo] = [PRIOR, 0, PRIOR];
  for (const { odds, isRight } of examples) {
    const p = 1 / (1 + Math.exp(-(scale * odds + offset)));
    const error = (isRight ? 1 : 0) - p;
    const weight = p * (1 - p);
    gs += error * odds;
    go += error;
    ss += weight * odds * odds;
    so += weight * odds;
    oo += weight;
  }
  const determinant = ss * oo - so * so;
  return { scale: (oo * gs - so * go) / determinant, offset: (ss * go - so * gs) / determinant };
}
