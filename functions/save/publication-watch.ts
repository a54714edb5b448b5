/**
 * Counts the publications that this process sees for the first time. In the first hour of a process these
 * are mostly known publications; later they are new ones. Many new ones an hour are a mistake or abuse. The
 * alert therefore uses the growth within an hour, and is off while any saver is younger than an hour.
 */
import { Counter } from 'prom-client';
import type { Metrics } from '../common/process/metrics.ts';

/** The most names remembered, at most some 200 bytes each. Beyond it all names count as new again. */
const MAX_NAMES = 50_000;

/** @returns a function to call with the name of each article's publication */
export function watchPublications({ registry }: Metrics): (publication: string) => void {
  const first = new Counter({
    name: 'pipeline_publications_first_seen_total',
    help: 'Publications that this process has seen for the first time since it started.',
    registers: [registry],
  });
  const seen = new Set<string>();
  return (publication) => {
    if (seen.has(publication)) return;
    if (seen.size >= MAX_NAMES) seen.clear();
    seen.add(publication);
    first.inc();
  };
}
