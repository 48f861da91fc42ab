import type { Feature, FeatureCollection, Geometry } from "geojson";
import type { GeoJSONSource, Map as GlMap, MapLayerMouseEvent, MapLayerTouchEvent } from "maplibre-gl";
import { boundsOf, circle, type Point, readPoint, readRing, withCorner, writeRing } from "./points";

/** A territory as the page says it; corners are latitude and longitude. */
export interface Outlined {
  readonly ring: readonly (readonly [number, number])[];
  readonly centre: readonly [number, number] | null;
  readonly radius_m: number;
  readonly beside: readonly (readonly (readonly [number, number])[])[];
}

const RING = "territory";
const CORNERS = "territory-corners";

/** The fields of a form that say what is drawn. */
export interface Fields {
  readonly ring: HTMLTextAreaElement;
  readonly centre: HTMLElement | null;
  readonly radius: HTMLElement | null;
}

/** Return the territory with what its form says by now: somebody may have typed before the map was seen. */
export function asTyped(outlined: Outlined, { ring, centre, radius }: Fields): Outlined {
  const point = readPoint(textOf(centre));
  if (!point) return outlined;
  return {
    ...outlined,
    ring: readRing(ring.value).map(({ lat, lon }) => [lat, lon] as const),
    centre: [point.lat, point.lon],
    radius_m: Number(textOf(radius)) || 0,
  };
}

/** Return what should be seen of a territory; nothing where it has no place yet. */
export function extentOf({ ring, centre, radius_m }: Outlined): Point[] {
  if (ring.length) return ring.map(pointOf);
  return centre ? circle(pointOf(centre), radius_m) : [];
}

/** Draw a territory and those beside it; with fields its corners are put, dragged and, by a double click, taken away. */
export function outlineOn(map: GlMap, outlined: Outlined, fields: Fields | null): void {
  map.on("load", () => {
    const colour =
      getComputedStyle(document.documentElement).getPropertyValue("--accent").trim() || "#0b5f54";
    map.addSource("beside", {
      type: "geojson",
      data: polygons(outlined.beside.map((ring) => ring.map(pointOf))),
    });
    map.addSource(RING, { type: "geojson", data: polygons([extentOf(outlined)]) });
    map.addLayer({
      id: "beside",
      type: "line",
      source: "beside",
      paint: { "line-color": colour, "line-opacity": 0.6, "line-dasharray": [3, 3] },
    });
    map.addLayer({
      id: RING,
      type: "fill",
      source: RING,
      paint: { "fill-color": colour, "fill-opacity": 0.12 },
    });
    map.addLayer({
      id: `${RING}-line`,
      type: "line",
      source: RING,
      paint: { "line-color": colour, "line-width": 2 },
    });
    if (fields) edit(map, outlined, fields, colour);
  });
}

function edit(map: GlMap, outlined: Outlined, fields: Fields, colour: string): void {
  const field = fields.ring;
  let round = extentOf({ ...outlined, ring: [] });
  let ring: Point[] = [];
  let held = -1;
  map.addSource(CORNERS, { type: "geojson", data: polygons([]) });
  map.addLayer({
    id: CORNERS,
    type: "circle",
    source: CORNERS,
    paint: {
      "circle-radius": 7,
      "circle-color": "#fff",
      "circle-stroke-color": colour,
      "circle-stroke-width": 2,
    },
  });
  const show = () => {
    const shape = ring.length ? ring : round;
    map.getSource<GeoJSONSource>(RING)?.setData(polygons([shape]));
    map.getSource<GeoJSONSource>(CORNERS)?.setData(corners(ring));
  };
  const write = () => {
    field.value = writeRing(ring);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    show();
  };
  const read = () => {
    ring = readRing(field.value);
    show();
  };
  const take = (event: MapLayerMouseEvent | MapLayerTouchEvent) => {
    event.preventDefault(); // the map stays where it is
    held = Number(event.features?.[0]?.properties.number ?? -1);
  };
  const drag = ({ lngLat: { lat, lng: lon } }: { lngLat: { lat: number; lng: number } }) => {
    if (held < 0) return;
    ring = ring.with(held, { lat, lon });
    show();
  };
  const drop = () => {
    if (held >= 0) write();
    held = -1;
  };
  map.doubleClickZoom.disable();
  map.on("mousedown", CORNERS, take);
  map.on("touchstart", CORNERS, take);
  map.on("mousemove", drag);
  map.on("touchmove", drag);
  map.on("mouseup", drop);
  map.on("touchend", drop);
  map.on("click", ({ point, lngLat: { lat, lng: lon } }) => {
    if (map.queryRenderedFeatures(point, { layers: [CORNERS] }).length) return;
    ring = withCorner(ring, { lat, lon });
    write();
  });
  map.on("dblclick", CORNERS, ({ features }) => {
    ring = ring.toSpliced(Number(features?.[0]?.properties.number ?? ring.length), 1);
    write();
  });
  map.on("mouseenter", CORNERS, () => map.getCanvas().classList.add("on-corner"));
  map.on("mouseleave", CORNERS, () => map.getCanvas().classList.remove("on-corner"));
  const turn = () => {
    const centre = readPoint(textOf(fields.centre));
    round = centre ? circle(centre, Number(textOf(fields.radius)) || 0) : [];
    const seen = boundsOf(round);
    if (seen && !ring.length) map.fitBounds(seen, { animate: false, padding: 24 });
    show();
  };
  field.addEventListener("input", () => document.activeElement === field && read());
  for (const one of [fields.centre, fields.radius]) one?.addEventListener("input", turn);
  read();
}

function textOf(field: HTMLElement | null): string {
  return field instanceof HTMLInputElement ? field.value : "";
}

function pointOf([lat, lon]: readonly [number, number]): Point {
  return { lat, lon };
}

function polygons(rings: readonly (readonly Point[])[]): FeatureCollection {
  const features = rings
    .filter((ring) => ring.length > 1)
    .map((ring) => feature({ type: "Polygon", coordinates: [[...ring, ...ring.slice(0, 1)].map(position)] }));
  return { type: "FeatureCollection", features };
}

function corners(ring: readonly Point[]): FeatureCollection {
  const features = ring.map((corner, number) =>
    feature({ type: "Point", coordinates: position(corner) }, { number }),
  );
  return { type: "FeatureCollection", features };
}

function feature(geometry: Geometry, properties = {}): Feature {
  return { type: "Feature", geometry, properties };
}

function position({ lat, lon }: Point): [number, number] {
  return [lon, lat];
}
