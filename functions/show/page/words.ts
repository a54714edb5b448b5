/** How names, numbers and times are written. */

const numbers = new Intl.NumberFormat('en');

export const typeLabels: Readonly<Record<string, { readonly one: string; readonly many: string }>> = {
  person: { one: 'Person', many: 'People' },
  place: { one: 'Place', many: 'Places' },
  organization: { one: 'Organization', many: 'Organizations' },
};

export function number(value: number): string {
  return numbers.format(value);
}

/** A number with its noun. */
export function counted(value: number, noun: string): string {
  return `${number(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** A moment: its time today, else its date too. */
export function moment(iso: string): string {
  const time = new Date(iso);
  const today = new Date().toDateString() === time.toDateString();
  return time.toLocaleString(
    'en-GB',
    today ? { timeStyle: 'medium' } : { dateStyle: 'medium', timeStyle: 'short' },
  );
}
