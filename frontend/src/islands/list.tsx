import { render } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { type Column, DataTable } from "../components/DataTable";
import { Pager } from "../components/Pager";
import { Empty, Failed } from "../components/States";
import { t } from "../lib/language";
import { addressOf, type Query, queryOf } from "../lib/query";

const TYPING_PAUSE_MS = 200;

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
  /** Called with what to show next: by the form, by history, by an event. */
  connect: (show: (query: Query, quietly?: boolean) => void) => void;
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
  const show = useCallback(async (wanted: Query, quietly = false) => {
    running.current?.abort();
    const stop = new AbortController();
    running.current = stop;
    setBusy(!quietly);
    try {
      const found = await props.load(wanted, props.size, stop.signal);
      if (stop.signal.aborted) return;
      setQuery(wanted);
      setAnswer(found);
      setError(null);
      if (!quietly) props.onShown(wanted);
    } catch (failure) {
      if (stop.signal.aborted) return;
      setError(failure);
    }
    setBusy(false);
  }, []);
  useEffect(() => props.connect(show), [show]);
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
      connect={(show) => {
        followForm(form, show);
        followHistory(form, first.sort, show);
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

type Show = (query: Query, quietly?: boolean) => void;

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

function rememberIn(form: HTMLFormElement, query: Query): void {
  const sort = form.querySelector<HTMLInputElement>("[name=sort]");
  if (sort) sort.value = query.sort;
}
