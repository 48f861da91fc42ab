import "maplibre-gl/dist/maplibre-gl.css";
import { AttributionControl, Map as GlMap, NavigationControl, ScaleControl, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { language, t } from "../lib/language";
import { boundsOf, circle, type Point } from "./points";
import { COLOURS, type Colours, FONTS, styleOf, type TileSource } from "./style";

/** What the page says of a map. */
export interface Described {
  readonly sources: readonly TileSource[];
  readonly attribution: string;
  /** Latitude, longitude and metres of what is shown where nothing else says. */
  readonly around: readonly [number, number, number] | null;
  readonly depots: string;
}

/** So near that a house can be told from its neighbour. */
export const HOUSE_ZOOM = 16;

/** A territory may be a province; what is looked for is mostly in its middle. */
const WIDEST_M = 8000;

setWorkerUrl(new URL(workerUrl, document.baseURI).href);

/** Draw a map into a box of the page; `shown` are points that should be seen. */
export function draw(box: HTMLElement, described: Described, shown: readonly Point[]): GlMap {
  const map = new GlMap({
    container: box,
    style: styleOf(described.sources.map(absolute), colours(), language()),
    localIdeographFontFamily: FONTS.join(", "),
    attributionControl: false,
    cooperativeGestures: true,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxZoom: 19,
    locale: words(),
    fadeDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 200,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ maxWidth: 120 }), "bottom-left");
  if (described.sources.length) {
    map.addControl(new AttributionControl({ compact: false, customAttribution: described.attribution }));
  }
  look(map, described, shown);
  return map;
}

function look(map: GlMap, { around, sources }: Described, shown: readonly Point[]): void {
  const first = around && circle({ lat: around[0], lon: around[1] }, Math.min(around[2], WIDEST_M));
  const bounds = boundsOf(shown) ?? boundsOf(first ?? []) ?? sources.find((source) => source.bounds)?.bounds;
  if (bounds) map.fitBounds(bounds, { animate: false, padding: 24, maxZoom: HOUSE_ZOOM });
}

function absolute(source: TileSource): TileSource {
  return source.tiles.startsWith("/") ? { ...source, tiles: location.origin + source.tiles } : source;
}

function colours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const found = COLOURS.map((name) => [name, style.getPropertyValue(`--${name}`).trim() || "#888"]);
  return Object.fromEntries(found) as Colours;
}

function words(): Record<string, string> {
  return {
    "Map.Title": t("Map"),
    "NavigationControl.ZoomIn": t("Nearer"),
    "NavigationControl.ZoomOut": t("Further away"),
    "CooperativeGesturesHandler.WindowsHelpText": t("Hold Ctrl and turn the wheel to zoom"),
    "CooperativeGesturesHandler.MacHelpText": t("Hold ⌘ and turn the wheel to zoom"),
    "CooperativeGesturesHandler.MobileHelpText": t("Move the map with two fingers"),
  };
}
