import type {
  ExpressionSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from "maplibre-gl";

/** Where tiles come from: those that the server made itself, or an address that somebody set. */
export interface TileSource {
  readonly id: string;
  readonly tiles: string;
  readonly raster: boolean;
  readonly first: number;
  readonly last: number;
  readonly bounds?: [number, number, number, number];
}

/** The colours of the page that a map is drawn in. */
export type Colours = Readonly<Record<(typeof COLOURS)[number], string>>;

export const COLOURS = [
  "map-ground",
  "map-water",
  "map-green",
  "map-built",
  "map-road",
  "map-main",
  "map-edge",
  "map-text",
] as const;

/** Every sign is drawn by the browser from these, none is fetched. */
export const FONTS = ["system-ui", "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", "sans-serif"];

const MAIN = ["motorway", "trunk", "primary"];
const MIDDLE = ["secondary", "tertiary"];
const SMALL = ["unclassified", "residential", "living_street", "pedestrian", "road", "busway"];
const BUILT = ["residential", "commercial", "industrial", "retail", "railway", "garages"];
const RAILS = ["rail", "light_rail", "subway", "tram"];

interface Layered {
  readonly rank: number;
  readonly layer: LayerSpecification;
}

/** Return the whole style; without a source it is a plain ground. */
export function styleOf(
  sources: readonly TileSource[],
  colours: Colours,
  language: string,
): StyleSpecification {
  const layers = sources.flatMap((source) =>
    source.raster
      ? [rasterOf(source)]
      : [...groundOf(source, colours), ...namesOf(source, colours, language)],
  );
  return {
    version: 8,
    sources: Object.fromEntries(sources.map((source) => [source.id, described(source)])),
    // Names of one map lie above the grounds of all.
    layers: [
      { id: "ground", type: "background", paint: { "background-color": colours["map-ground"] } },
      ...layers.sort((one, other) => one.rank - other.rank).map(({ layer }) => layer),
    ],
  };
}

function described({ tiles, raster, first, last, bounds }: TileSource): SourceSpecification {
  const common = { tiles: [tiles], minzoom: first, maxzoom: last, ...(bounds && { bounds }) };
  return raster ? { type: "raster", tileSize: 256, ...common } : { type: "vector", ...common };
}

function rasterOf({ id }: TileSource): Layered {
  return { rank: 0, layer: { id: `${id}-picture`, type: "raster", source: id } };
}

function groundOf({ id: source }: TileSource, colours: Colours): Layered[] {
  const fill = (rank: number, name: string, layer: string, colour: string, kinds?: string[]): Layered => ({
    rank,
    layer: {
      id: `${source}-${name}`,
      type: "fill",
      source,
      "source-layer": layer,
      ...(kinds && { filter: among(kinds) }),
      paint: { "fill-color": colour },
    },
  });
  const line = (
    rank: number,
    name: string,
    kinds: string[],
    colour: string,
    widths: number[],
    dashes?: number[],
  ): Layered => ({
    rank,
    layer: {
      id: `${source}-${name}`,
      type: "line",
      source,
      "source-layer": rank < 10 ? "water_lines" : "streets",
      filter: among(kinds),
      layout: { "line-cap": dashes ? "butt" : "round", "line-join": "round" },
      paint: {
        "line-color": colour,
        "line-width": wider(widths),
        ...(dashes && { "line-dasharray": dashes }),
      },
    },
  });
  return [
    {
      rank: 1,
      layer: {
        id: `${source}-land`,
        type: "fill",
        source,
        "source-layer": "land",
        paint: {
          "fill-color": [
            "case",
            ["in", ["get", "kind"], ["literal", BUILT]],
            colours["map-built"],
            colours["map-green"],
          ],
        },
      },
    },
    fill(2, "water", "water_polygons", colours["map-water"]),
    line(3, "rivers", ["river", "canal"], colours["map-water"], [1, 3, 8]),
    line(3, "streams", ["stream", "ditch", "drain", "coastline"], colours["map-water"], [0.5, 1.5, 3]),
    fill(4, "buildings", "buildings", colours["map-edge"]),
    line(
      10,
      "paths",
      ["footway", "path", "steps", "bridleway", "cycleway", "track"],
      colours["map-edge"],
      [0.5, 1, 2],
      [3, 2],
    ),
    line(11, "small-edge", [...SMALL, "service"], colours["map-edge"], [0.7, 4, 13]),
    line(11, "middle-edge", MIDDLE, colours["map-edge"], [1, 7, 20]),
    line(11, "main-edge", MAIN, colours["map-edge"], [1.6, 9, 24]),
    line(12, "rails", RAILS, colours["map-edge"], [0.7, 2, 4], [4, 2]),
    line(13, "small", [...SMALL, "service"], colours["map-road"], [0, 2.5, 11]),
    line(14, "middle", MIDDLE, colours["map-road"], [0.6, 5, 17]),
    line(15, "main", MAIN, colours["map-main"], [1.2, 7, 21]),
  ];
}

function namesOf({ id: source }: TileSource, colours: Colours, language: string): Layered[] {
  const named = (
    rank: number,
    layer: string,
    size: number,
    minzoom: number,
    more: Record<string, unknown>,
  ): Layered => ({
    rank,
    layer: {
      id: `${source}-${layer}`,
      type: "symbol",
      source,
      "source-layer": layer,
      minzoom,
      layout: { "text-field": nameIn(language), "text-font": FONTS, "text-size": size, ...more },
      paint: {
        "text-color": colours["map-text"],
        "text-halo-color": colours["map-ground"],
        "text-halo-width": 1.5,
      },
    },
  });
  return [
    named(20, "water_polygons", 11, 13, {}),
    named(21, "street_labels", 12, 10, { "symbol-placement": "line", "symbol-spacing": 350 }),
    named(22, "place_labels", 14, 0, { "text-padding": 6, "symbol-sort-key": importance() }),
  ];
}

/** Return what a thing is called in the reader's language, else as people there call it. */
export function nameIn(language: string): ExpressionSpecification {
  const own = language.startsWith("zh") ? "name_zh" : "name_en";
  return ["coalesce", ["get", own], ["get", "name"], ""];
}

function importance(): ExpressionSpecification {
  return ["match", ["get", "kind"], "city", 0, "town", 1, "suburb", 2, "village", 3, "quarter", 4, 5];
}

function among(kinds: string[]): ExpressionSpecification {
  return ["in", ["get", "kind"], ["literal", kinds]];
}

function wider([far, near, close]: number[]): ExpressionSpecification {
  return ["interpolate", ["exponential", 1.5], ["zoom"], 10, far ?? 1, 15, near ?? 1, 18, close ?? 1];
}
