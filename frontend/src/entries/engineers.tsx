import type { paths } from "../api/schema";
import type { Column } from "../components/DataTable";
import { Stars } from "../components/Stars";
import { enhanceList } from "../islands/list";
import { api, totalOf } from "../lib/api";
import { loadLanguage, named, t } from "../lib/language";

type Listed = paths["/api/v1/engineers"]["get"];
type Row = Listed["responses"][200]["content"]["application/json"][number];
type Wanted = NonNullable<Listed["parameters"]["query"]>;

/** The territories' names by id, as the server's filter offers them. */
function territories(): Map<string, string> {
  const options = document.querySelectorAll<HTMLOptionElement>("#territory_id option");
  return new Map([...options].filter((one) => one.value).map((one) => [one.value, one.text]));
}

function skills(row: Row): string {
  const names = row.skill_names?.map((one) => named(one.name_en ?? "", one.name_zh ?? ""));
  return names?.join(t(", ")) ?? "";
}

function columns(): Column<Row>[] {
  const names = territories();
  return [
    {
      key: "number",
      title: t("Number"),
      sortable: true,
      cell: (row) => (
        <a class="code" href={`/engineers/${row.id}`}>
          {row.number}
        </a>
      ),
    },
    { key: "name", title: t("Name"), sortable: true, cell: (row) => row.name },
    { key: "stars", title: t("Stars"), sortable: true, cell: (row) => <Stars count={row.stars ?? 0} /> },
    { key: "skills", title: t("Skills"), cell: (row) => skills(row) },
    { key: "territory", title: t("Territory"), cell: (row) => names.get(row.territory_id) ?? "–" },
    { key: "phone", title: t("Telephone"), cell: (row) => row.phone_shown || "–" },
    { key: "active", title: t("On record"), cell: (row) => (row.active ? t("active") : t("former")) },
  ];
}

await loadLanguage();
await enhanceList<Row>({
  columns: columns(),
  rowKey: (row) => row.id ?? "",
  load: async ({ filters, sort, page }, size, signal) => {
    const { stars, ...equal } = filters;
    const query = {
      ...equal,
      ...(stars ? { stars: Number(stars) } : {}),
      ...(sort ? { sort } : {}),
      page,
      page_size: size,
    } as Wanted; // the address holds words that the server checks
    const { data = [], response } = await api.GET("/api/v1/engineers", { params: { query }, signal });
    return { rows: data, total: totalOf(response, data.length) };
  },
});
