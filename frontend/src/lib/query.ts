/** What a list shows, as its address says it. */
export interface Query {
  page: number;
  sort: string;
  /** Only those that are given. */
  filters: Readonly<Record<string, string>>;
}

/** Read an address; what is no page is the first. */
export function queryOf(parameters: URLSearchParams, sort: string): Query {
  const page = Number(parameters.get("page"));
  const filters = [...parameters].filter(([name, value]) => value && name !== "page" && name !== "sort");
  return {
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
    sort: parameters.get("sort") || sort,
    filters: Object.fromEntries(filters),
  };
}

/** Write the address of a list; the first page needs no number. */
export function addressOf(query: Query, path: string = window.location.pathname): string {
  const parameters = new URLSearchParams(query.filters);
  if (query.sort) parameters.set("sort", query.sort);
  if (query.page > 1) parameters.set("page", String(query.page));
  const text = parameters.toString();
  return text ? `${path}?${text}` : path;
}
