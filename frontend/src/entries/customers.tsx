import type { paths } from "../api/schema";
import type { Column } from "../components/DataTable";
import { enhanceList } from "../islands/list";
import { api, totalOf } from "../lib/api";
import { language, loadLanguage, t } from "../lib/language";

type Listed = paths["/api/v1/customers"]["get"];
type Row = Listed["responses"][200]["content"]["application/json"][number];
type Wanted = NonNullable<Listed["parameters"]["query"]>;

function columns(): Column<Row>[] {
  const day = new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeZone: "UTC" });
  return [
    {
      key: "name",
      title: t("Name"),
      sortable: true,
      cell: (row) => <a href={`/customers/${row.id}`}>{row.name}</a>,
    },
    { key: "phone", title: t("Telephone"), cell: (row) => row.phone_shown || "–" },
    { key: "email", title: t("E-mail"), cell: (row) => row.email ?? "–" },
    { key: "special_needs", title: t("Special needs"), cell: (row) => row.special_needs || "–" },
    {
      key: "created_at",
      title: t("Customer since"),
      sortable: true,
      cell: (row) => (row.created_at ? day.format(new Date(row.created_at)) : "–"),
    },
  ];
}

await loadLanguage();
await enhanceList<Row>({
  columns: columns(),
  rowKey: (row) => row.id ?? "",
  load: async ({ filters, sort, page }, size, signal) => {
    const query = { ...filters, ...(sort ? { sort } : {}), page, page_size: size } as Wanted;
    const { data = [], response } = await api.GET("/api/v1/customers", { params: { query }, signal });
    return { rows: data, total: totalOf(response, data.length) };
  },
});
