import type { ComponentChildren, JSX } from "preact";
import { t } from "../lib/language";
import { Icon } from "./Icon";

export interface Column<Row> {
  /** The name of the column in the address and in the API's `sort`, if it can be sorted by. */
  key: string;
  title: string;
  sortable?: boolean;
  cell: (row: Row) => ComponentChildren;
}

export interface DataTableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** A column's key, with `-` in front for the other way round. */
  sort: string;
  onSort: (sort: string) => void;
  busy?: boolean;
}

/** The order that a press on a column's head asks for. */
export function nextSort(current: string, key: string): string {
  return current === key ? `-${key}` : key;
}

/** Move the focus between the rows' first links; whether the key was one of these. */
export function moveInTable(table: HTMLElement, key: string): boolean {
  const links = [...table.querySelectorAll<HTMLElement>("tbody tr a:first-of-type")];
  const at = links.findIndex((link) => link.matches(":focus"));
  const steps: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: links.length - 1,
  };
  const to = at < 0 ? undefined : steps[key];
  const link = to === undefined ? undefined : links[to];
  link?.focus();
  return link !== undefined;
}

/** Rows to look through: sorted by a press on a head, walked through with the arrow keys. */
export function DataTable<Row>(props: DataTableProps<Row>): JSX.Element {
  const { columns, rows, sort, onSort } = props;
  return (
    <div class="table-frame">
      {/* The arrow keys only add to links that Tab reaches too. */}
      <table
        class="list"
        aria-busy={props.busy ?? false}
        onKeyDown={(event) => {
          if (moveInTable(event.currentTarget, event.key)) event.preventDefault();
        }}
      >
        <caption class="visually-hidden">{props.caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={props.rowKey(row)}>
              {columns.map((column) => (
                <td key={column.key} class={`of-${column.key}`} data-title={column.title}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head<Row>({ column, sort, onSort }: HeadProps<Row>): JSX.Element {
  if (!column.sortable) return <th scope="col">{column.title}</th>;
  const chosen = sort.replace(/^-/, "") === column.key;
  const down = sort.startsWith("-");
  const order = chosen ? (down ? "descending" : "ascending") : undefined;
  return (
    <th scope="col" aria-sort={order}>
      <button
        type="button"
        class="sort"
        title={t("Sort by %(column)s", { column: column.title })}
        onClick={() => onSort(nextSort(sort, column.key))}
      >
        {column.title}
        <Icon name={chosen ? (down ? "sort-down" : "sort-up") : "sort"} />
      </button>
    </th>
  );
}

interface HeadProps<Row> {
  column: Column<Row>;
  sort: string;
  onSort: (sort: string) => void;
}
