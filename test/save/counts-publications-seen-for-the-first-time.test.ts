import { expect, test } from 'vitest';
import { createMetrics } from '../../functions/common/process/metrics.ts';
import { watchPublications } from '../../functions/save/publication-watch.ts';

test('the first article of a publication adds to the count of publications, and further articles do not', async () => {
  const metrics = createMetrics('save');
  const see = watchPublications(metrics);
  for (const publication of ['A', 'B', 'A', 'C', 'B', 'A']) see(publication);
  expect(await metrics.registry.metrics()).toMatch(
    /^pipeline_publications_first_seen_total\{stage="save"\} 3$/m,
  );
});
