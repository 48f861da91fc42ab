import { type Map as GlMap, Marker } from "maplibre-gl";
import { t } from "../lib/language";
import { HOUSE_ZOOM } from "./draw";
import { type Point, readPoint, writePoint } from "./points";

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};
const STEP_PX = 4;
const FAR_STEP_PX = 40;

/** Have a pin on the map and a field of the form say the same place; the field is what counts. */
export function pinOn(map: GlMap, field: HTMLInputElement): void {
  const pin = new Marker({ draggable: true, color: accent() });
  const handle = pin.getElement();
  let writing = false;

  const put = ({ lat, lon }: Point) => {
    pin.setLngLat([lon, lat]);
    if (!handle.isConnected) pin.addTo(map);
    handle.tabIndex = 0;
    handle.setAttribute("role", "button");
    handle.setAttribute("aria-label", t("Pin: the arrow keys move it, with Shift further"));
  };
  const write = () => {
    const { lat, lng: lon } = pin.getLngLat().wrap();
    writing = true;
    field.value = writePoint({ lat, lon });
    field.dispatchEvent(new Event("input", { bubbles: true }));
    writing = false;
  };
  const read = () => {
    if (writing) return;
    const point = readPoint(field.value);
    if (!point) {
      pin.remove();
      return;
    }
    put(point);
    map.jumpTo({ center: [point.lon, point.lat], zoom: Math.max(map.getZoom(), HOUSE_ZOOM) });
  };
  const place = (lngLat: { lat: number; lng: number }) => {
    put({ lat: lngLat.lat, lon: lngLat.lng });
    write();
  };

  pin.on("dragend", write);
  map.on("click", ({ lngLat }) => place(lngLat));
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    place(map.getCenter());
    handle.focus();
  });
  handle.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation(); // the map would move too
    const px = event.shiftKey ? FAR_STEP_PX : STEP_PX;
    const at = map.project(pin.getLngLat());
    const moved = map.unproject([at.x + step[0] * px, at.y + step[1] * px]);
    place(moved);
    if (!map.getBounds().contains(moved)) map.jumpTo({ center: moved });
  });
  field.addEventListener("input", read);
  const point = readPoint(field.value);
  if (point) put(point);
}

function accent(): string {
  return getComputedStyle(document.documentElement).getPropertyValue("--accent").trim() || "#0b5f54";
}
