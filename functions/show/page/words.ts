/** How types and times are written on the page; numbers are written as everywhere, by `common/domain/quantities.ts`. */

export const typeLabels: Readonly<Record<string, { readonly one: string; readonly many: string }>> = {
  person: { one: 'Person', many: 'People' },
  place: { one: 'Place', many: 'Places' },
  organization: { one: 'Organization', many: 'Organizations' },
};

/** A moment: its time today, else its date too. */
export function moment(iso: string): string {
  const time = new Date(iso);
  const today = new Date().toDateString() === time.toDateString();
  return time.toLocaleString(
    'en-GB',
    today ? { timeStyle: 'medium' } : { dateStyle: 'medium', timeStyle: 'short' },
  );
}
