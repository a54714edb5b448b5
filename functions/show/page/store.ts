/// <reference lib="dom" />
/**
 * What the page knows, and how it stays true: the data of the current view is read at once, then again and again while somebody looks.
 * Reading again costs the server little: an unchanged answer is 304, and the pause grows while nothing changes.
 */
import { type DataPaths, dataPaths } from './data-paths.ts';
import { type Fault, type Kept, readApi } from './read-api.ts';

export interface Snapshot {
  readonly url: URL;
  /** The data of the view; undefined until it has come. */
  readonly data: unknown;
  /** The data before the last change, to show what has moved. */
  readonly before: unknown;
  readonly stats: unknown;
  /** Why the view's data cannot be had or is not being refreshed. */
  readonly fault: Fault | undefined;
  readonly loading: boolean;
}

export interface Store {
  /** Shows another address. */
  show(url: URL): void;
  /** Reads again now. */
  refresh(): void;
}

const SHORTEST_PAUSE_MS = 2_500;
const LONGEST_PAUSE_MS = 15_000;
/** While nothing changes, each pause is so much longer than the one before. */
const SLOWING = 1.5;
const KEPT_PATHS = 60;

/** Makes the store; `onChange` is called with every new state. */
export function createStore(onChange: (snapshot: Snapshot) => void): Store {
  const kept = new Map<string, Kept>();
  let url = new URL(location.href);
  let before: unknown;
  let fault: Fault | undefined;
  let loading = false;
  let pause = SHORTEST_PAUSE_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** What is shown until the data of another part of the same view has come. */
  let shown: { readonly pathname: string; readonly data: unknown } | undefined;
  /** Answers to what was asked before the last change of address are not shown. */
  let turn = 0;

  const publish = (): void => {
    const { main, stats } = pathsOf(url);
    const own = main === undefined ? undefined : kept.get(main)?.data;
    if (own !== undefined) shown = { pathname: url.pathname, data: own };
    onChange({
      url,
      data:
        own ?? (main !== undefined && loading && shown?.pathname === url.pathname ? shown.data : undefined),
      before,
      stats: kept.get(stats)?.data,
      fault,
      loading,
    });
  };

  const keep = (path: string, value: Kept): void => {
    kept.delete(path);
    kept.set(path, value);
    const oldest = kept.keys().next().value;
    if (kept.size > KEPT_PATHS && oldest !== undefined) kept.delete(oldest);
  };

  const read = async (): Promise<void> => {
    clearTimeout(timer);
    const mine = ++turn;
    const { main = '', stats } = pathsOf(url);
    // A page behind a cursor is of a past moment: it does not change.
    const isPast = main.includes('cursor=') && kept.has(main);
    const paths = isPast || main === '' ? [stats] : [main, stats];
    const readings = await Promise.all(
      paths.map(async (path) => ({ path, reading: await readApi(path, kept.get(path)) })),
    );
    if (mine !== turn) return;
    let changed = false;
    const previous = kept.get(main)?.data;
    for (const { path, reading } of readings) {
      if (reading.outcome !== 'new') continue;
      keep(path, reading.kept);
      changed = true;
      if (path === main) before = previous;
    }
    const first = readings.find(({ reading }) => reading.outcome === 'fault')?.reading;
    fault = first?.outcome === 'fault' ? first.fault : undefined;
    loading = false;
    pause = changed ? SHORTEST_PAUSE_MS : Math.min(pause * SLOWING, LONGEST_PAUSE_MS);
    publish();
    plan();
  };

  const plan = (): void => {
    clearTimeout(timer);
    if (document.visibilityState === 'visible') timer = setTimeout(() => void read(), pause);
  };

  const refresh = (): void => {
    pause = SHORTEST_PAUSE_MS;
    void read();
  };

  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') refresh();
    else clearTimeout(timer);
  });
  addEventListener('online', refresh);

  return {
    show(next) {
      url = next;
      before = undefined;
      fault = undefined;
      loading = true;
      publish();
      refresh();
    },
    refresh,
  };
}

function pathsOf(url: URL): DataPaths {
  return dataPaths(url.pathname, url.searchParams);
}
