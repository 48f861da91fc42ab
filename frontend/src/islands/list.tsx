import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { follow } from "../../../app/web/static/js/live.js";
import { type Column, DataTable } from "../components/DataTable";
import { Pager } from "../components/Pager";
import { Empty, Failed } from "../components/States";
import { t } from "../lib/language";
import { addressOf, type Query, queryOf } from "../lib/query";

const TYPING_PAUSE_MS = 200;
const EVENTS_PAUSE_MS = 1000;

type Show = (query: Query) => void;

/** One page of rows, of `total` in all. */
export interface Answer<Row> {
  rows: readonly Row[];
  total: number;
}

export interface ListSource<Row> {
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string;
  load: (query: Query, size: number, stop: AbortSignal) => Promise<Answer<Row>>;
}

interface ListProps<Row> extends ListSource<Row> {
  caption: string;
  size: number;
  /** Given the means to show something else, and to read the same again. */
  connect: (show: Show, again: () => void) => void;
  onShown: (query: Query) => void;
  first: Query;
  firstAnswer: Answer<Row>;
}

function List<Row>(props: ListProps<Row>) {
  const [query, setQuery] = useState(props.first);
  const [answer, setAnswer] = useState(props.firstAnswer);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const running = useRef<AbortController | null>(null);
  const latest = useRef(props.first);

  /** Show what `wanted` finds; what is asked later goes before. */
  const show = async (wanted: Query): Promise<void> => {
    running.current?.abort();
    const stop = new AbortController();
    running.current = stop;
    setBusy(true);
    try {
      const found = await props.load(wanted, props.size, stop.signal);
      if (stop.signal.aborted) return;
      latest.current = wanted;
      setQuery(wanted);
      setAnswer(found);
      setError(null);
      props.onShown(wanted);
    } catch (failure) {
      if (stop.signal.aborted) return;
      setError(failure);
    }
    running.current = null;
    setBusy(false);
  };

  /** Read the rows again that are shown; whoever is looking for something is not disturbed. */
  const again = async (): Promise<void> => {
    const shown = latest.current;
    if (running.current) return;
    const found = await props.load(shown, props.size, new AbortController().signal).catch(() => null);
    if (found && !running.current && latest.current === shown) setAnswer(found);
  };
  useEffect(() => props.connect(show, again), []);
  const pages = Math.max(1, Math.ceil(answer.total / props.size));
  return (
    <>
      {error !== null && <Failed error={error} onRetry={() => show(query)} />}
      {answer.rows.length > 0 ? (
        <DataTable
          caption={props.caption}
          columns={props.columns}
          rows={answer.rows}
          rowKey={props.rowKey}
          sort={query.sort}
          onSort={(sort) => show({ ...query, sort, page: 1 })}
          busy={busy}
        />
      ) : (
        <Empty>{t("Nothing matches.")}</Empty>
      )}
      <Pager
        page={query.page}
        pages={pages}
        total={answer.total}
        address={(page) => addressOf({ ...query, page })}
        onPage={(page) => show({ ...query, page })}
      />
    </>
  );
}

/**
 * Answer the filters, heads and pages of a server's list in place.
 *
 * The server's list stays until the first answer has come, and for good if none comes.
 */
export async function enhanceList<Row>(source: ListSource<Row>): Promise<void> {
  const place = document.getElementById("list");
  const form = document.getElementById("filters");
  if (!place || !(form instanceof HTMLFormElement)) return;
  const first = queryOf(new URLSearchParams(window.location.search), place.dataset.sort ?? "");
  const size = Number(place.dataset.size);
  const firstAnswer = await source.load(first, size, new AbortController().signal).catch(() => null);
  if (!firstAnswer) return;
  place.replaceChildren();
  render(
    <List
      {...source}
      caption={place.dataset.caption ?? document.title}
      size={size}
      first={first}
      firstAnswer={firstAnswer}
      connect={(show, again) => {
        followForm(form, show);
        followHistory(form, first.sort, show);
        followEvents(place.dataset.stream, again);
      }}
      onShown={(query) => {
        rememberIn(form, query);
        const address = addressOf(query);
        if (address !== window.location.pathname + window.location.search) {
          window.history.pushState(null, "", address);
        }
      }}
    />,
    place,
  );
}

/** Ask again while somebody types, at once when something is chosen. */
function followForm(form: HTMLFormElement, show: Show): void {
  let pause: ReturnType<typeof setTimeout> | undefined;
  const ask = (): void => {
    clearTimeout(pause);
    const data = new FormData(form);
    const parameters = new URLSearchParams();
    for (const [name, value] of data) if (typeof value === "string") parameters.set(name, value.trim());
    show(queryOf(parameters, ""));
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  form.addEventListener("change", ask);
  form.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(ask, TYPING_PAUSE_MS);
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    form.querySelector<HTMLInputElement>("input[type=search]")?.focus();
  });
}

/** Let Back and Forward lead through what was looked for. */
function followHistory(form: HTMLFormElement, sort: string, show: Show): void {
  window.addEventListener("popstate", () => {
    const query = queryOf(new URLSearchParams(window.location.search), sort);
    rememberIn(form, query);
    for (const control of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[name]")) {
      if (control.name !== "sort") control.value = query.filters[control.name] ?? "";
    }
    show(query);
  });
}

/** Read the rows again when something happened; a burst of events is one reading. */
function followEvents(address: string | undefined, again: () => void): void {
  let waiting = false;
  follow(address, {
    onEvent: () => {
      if (waiting) return;
      waiting = true;
      setTimeout(() => {
        waiting = false;
        again();
      }, EVENTS_PAUSE_MS);
    },
    onLive: () => undefined,
  });
}

function rememberIn(form: HTMLFormElement, query: Query): void {
  const sort = form.querySelector<HTMLInputElement>("[name=sort]");
  if (sort) sort.value = query.sort;
}
