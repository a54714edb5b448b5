/// <reference lib="dom" />
/** Light or dark: as the system has it, until somebody chooses. */

const dark = matchMedia('(prefers-color-scheme: dark)');

/** Whether the page is dark at the moment. */
export function isDark(): boolean {
  const chosen = document.documentElement.dataset.theme;
  return chosen === undefined ? dark.matches : chosen === 'dark';
}

/** Changes to the other theme and remembers it; a choice that is the system's own is not kept. */
export function toggleTheme(): void {
  const next = isDark() ? 'light' : 'dark';
  const isTheSystems = (next === 'dark') === dark.matches;
  try {
    if (isTheSystems) localStorage.removeItem('theme');
    else localStorage.setItem('theme', next);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  if (isTheSystems) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
}

/** Calls `changed` when the system's theme changes. */
export function onSystemTheme(changed: () => void): void {
  dark.addEventListener('change', changed);
}
