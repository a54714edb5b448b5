/** The table of countries as the package has it now; a test compares it with the committed one. */
import { createRequire } from 'node:module';
import { z } from 'zod';
import { countryLines } from './countries.ts';
import { tableSource } from './lines.ts';

const Names = z.object({ countries: z.record(z.string(), z.union([z.string(), z.array(z.string())])) });

/** The source of `aliases/countries.ts`. */
export function countryTable(): string {
  const names: unknown = createRequire(import.meta.url)('i18n-iso-countries/langs/en.json');
  return tableSource(
    'countries',
    { origin: 'countries of i18n-iso-countries', licence: 'MIT License, Copyright (c) 2016 widdix GmbH' },
    countryLines(Names.parse(names).countries),
  );
}
