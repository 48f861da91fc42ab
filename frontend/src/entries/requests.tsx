import type { paths } from "../api/schema";
import { CameTo } from "../components/Badge";
import type { Column } from "../components/DataTable";
import { enhanceList } from "../islands/list";
import { api, totalOf } from "../lib/api";
import { loadLanguage, named, t } from "../lib/language";
import { dayAndTime } from "../lib/time";
import { requestState } from "../lib/words";

type Listed = paths["/api/v1/service-requests"]["get"];
type Row = Listed["responses"][200]["content"]["application/json"][number];
type Wanted = NonNullable<Listed["parameters"]["query"]>;

function Instant({ at, row }: { at: string | undefined; row: Row }) {
  if (!at) return null;
  return <time dateTime={at}>{dayAndTime(at, row.time_zone ?? "UTC")}</time>;
}

function columns(): Column<Row>[] {
  return [
    {
      key: "code",
      title: t("Code"),
      sortable: true,
      cell: (row) => (
        <a class="code" href={`/requests/${row.id}`}>
          {row.code}
        </a>
      ),
    },
    {
      key: "customer",
      title: t("Customer"),
      cell: (row) => (
        <>
          {row.customer?.name}
          {row.site?.name !== row.customer?.name && <span class="sub"> {row.site?.name}</span>}
        </>
      ),
    },
    {
      key: "fault",
      title: t("Problem"),
      cell: (row) => named(row.fault?.name_en ?? "", row.fault?.name_zh ?? ""),
    },
    { key: "engineer", title: t("Engineer"), cell: (row) => row.engineer?.name ?? "–" },
    {
      key: "requested_at",
      title: t("Requested"),
      sortable: true,
      cell: (row) => <Instant at={row.requested_at} row={row} />,
    },
    {
      key: "due_at",
      title: t("Promised until"),
      sortable: true,
      cell: (row) => <Instant at={row.due_at} row={row} />,
    },
    { key: "kept", title: t("Promise"), cell: (row) => <CameTo outcome={row.outcome} /> },
    { key: "state", title: t("State"), sortable: true, cell: (row) => requestState(row.state ?? "") },
  ];
}

await loadLanguage();
await enhanceList<Row>({
  columns: columns(),
  rowKey: (row) => row.id ?? "",
  load: async ({ filters, sort, page }, size, signal) => {
    const { kept, ...equal } = filters;
    const query = {
      ...equal,
      ...(kept ? { kept: kept === "true" } : {}),
      ...(sort ? { sort } : {}),
      page,
      page_size: size,
    } as Wanted; // the address holds words that the server checks
    const { data = [], response } = await api.GET("/api/v1/service-requests", { params: { query }, signal });
    return { rows: data, total: totalOf(response, data.length) };
  },
});
