/// <reference lib="dom" />
/**
 * When the page reads: the data of the current view at once, then again and again while somebody looks.
 * Reading again costs the server little: an unchanged answer is 304, and the pause grows while nothing
 * changes.
 */
import type { Stats } from '../responses.ts';
import { parametersOf, type View, viewOf } from './addresses.ts';
import { type Beside, createBeside } from './beside.ts';
import { type BesidePaths, besidePaths, dataPath, STATS_PATH } from './data-paths.ts';
import { createAnswers, type ReadFault, type ReadResult } from './read-api.ts';
import { createViews, type LiveView, type Sight } from './views.ts';

export interface Snapshot {
  readonly url: URL;
  /** The view with the data that has arrived; undefined where the address names none. */
  readonly sight: Sight | undefined;
  /** Whether the view has data to read. */
  readonly hasData: boolean;
  readonly stats: Stats | undefined;
  readonly beside: Beside;
  /** Why the view's data could not be read, or not again. */
  readonly fault: ReadFault | undefined;
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
/** While nothing changes, each pause is longer than the one before by this factor. */
const SLOWING = 1.5;

/** If the data beside a view takes longer, the view is drawn first and leaves room for it. */
const BESIDE_WAIT_MS = 1_000;

/** The view at the current address. */
interface CurrentView {
  readonly url: URL;
  readonly live: LiveView | undefined;
  readonly path: string | undefined;
  readonly beside: BesidePaths;
  readonly isPinned: boolean;
}

/** Makes the store; `onChange` is called with every new state. */
export function createStore(onChange: (snapshot: Snapshot) => void): Store {
  const views = createViews();
  const stats = createAnswers<Stats>();
  const besides = createBeside();
  const currentViewOf = (url: URL): CurrentView => {
    const view: View = viewOf(url.pathname);
    const parameters = parametersOf(url.searchParams);
    return {
      url,
      live: view.name === 'missing' ? undefined : views[view.name],
      path: dataPath(view, parameters),
      beside: besidePaths(view, parameters),
      isPinned: parameters.cursor !== '',
    };
  };
  let current = currentViewOf(new URL(location.href));
  let fault: ReadFault | undefined;
  let loading = false;
  let pause = SHORTEST_PAUSE_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Answers to reads from before the last change of address are dropped. */
  let turn = 0;

  const publish = (): void => {
    const { url, live, path, beside } = current;
    onChange({
      url,
      sight: live?.at(url, path, loading),
      hasData: path !== undefined,
      stats: stats.dataOf(STATS_PATH),
      beside: besides.at(beside),
      fault,
      loading,
    });
  };

  const read = async (): Promise<void> => {
    clearTimeout(timer);
    const mine = ++turn;
    const { live, path, beside, isPinned } = current;
    // A page behind a cursor is of a past moment: it does not change.
    const isRead = live === undefined || path === undefined || (isPinned && live.hasRead(path));
    // The view is complete without the data beside it, so no error of that data is shown.
    const reading = besides.read(beside);
    const [results, others] = await Promise.all([
      Promise.all([...(isRead ? [] : [live.read(path)]), stats.read(STATS_PATH)]),
      Promise.race([reading, sleep(BESIDE_WAIT_MS)]),
    ]);
    if (mine !== turn) return;
    const news = [...results, ...(others ?? [])].filter((result) => result.outcome === 'new');
    for (const { keep } of news) keep();
    if (others === undefined) void reading.then(keepLate);
    fault = results.find((result) => result.outcome === 'fault')?.fault;
    loading = false;
    pause = news.length > 0 ? SHORTEST_PAUSE_MS : Math.min(pause * SLOWING, LONGEST_PAUSE_MS);
    publish();
    plan();
  };

  const keepLate = (results: readonly ReadResult[]): void => {
    const late = results.filter((result) => result.outcome === 'new');
    for (const { keep } of late) keep();
    if (late.length > 0) publish();
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
    show(url) {
      current = currentViewOf(url);
      current.live?.forgetChange();
      fault = undefined;
      loading = true;
      publish();
      refresh();
    },
    refresh,
  };
}

function sleep(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms, undefined));
}
