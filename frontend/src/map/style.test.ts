import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import { describe, expect, it } from "vitest";
import { COLOURS, type Colours, nameIn, styleOf, type TileSource } from "./style";

const colours = Object.fromEntries(COLOURS.map((name) => [name, "#123456"])) as Colours;
const own: TileSource = {
  id: "a",
  tiles: "http://x/{z}/{x}/{y}",
  raster: false,
  first: 5,
  last: 14,
  bounds: [1, 2, 3, 4],
};

describe("the style of a map", () => {
  it.each([
    ["no map", []],
    ["one map", [own]],
    ["two maps", [own, { ...own, id: "b" }]],
    ["pictures from elsewhere", [{ ...own, raster: true }]],
  ])("is what MapLibre takes: %s", (_, sources) =>
    expect(validateStyleMin(styleOf(sources, colours, "zh-CN"))).toEqual([]),
  );

  it("draws a plain ground without a map, and asks for no signs", () => {
    const style = styleOf([], colours, "en");
    expect(style.layers.map(({ id }) => id)).toEqual(["ground"]);
    expect(style.glyphs).toBeUndefined();
  });

  it("puts names above the grounds of all maps", () => {
    const types = styleOf([own, { ...own, id: "b" }], colours, "en").layers.map(({ type }) => type);
    expect(types.indexOf("symbol")).toBe(types.length - types.filter((type) => type === "symbol").length);
  });

  it("names things in the reader's language", () => {
    expect(JSON.stringify(nameIn("zh-CN"))).toContain("name_zh");
    expect(JSON.stringify(nameIn("en"))).toContain("name_en");
  });
});
