import type { Map as GlMap } from "maplibre-gl";
import { depotsOn } from "./depots";
import { type Described, draw } from "./draw";
import { asTyped, extentOf, type Fields, type Outlined, outlineOn } from "./outline";
import { pinOn } from "./pin";
import { readPoint } from "./points";

const fieldsOf = ({ dataset }: HTMLElement, ring: HTMLTextAreaElement): Fields => ({
  ring,
  centre: document.getElementById(dataset.centre ?? ""),
  radius: document.getElementById(dataset.radius ?? ""),
});

/** Draw the map that a box of the page describes, with the pin or outline of the field that it names. */
export function mount(box: HTMLElement): GlMap {
  const described = JSON.parse(box.dataset.map ?? "{}") as Described;
  const said = box.dataset.outline ? (JSON.parse(box.dataset.outline) as Outlined) : null;
  const field = document.getElementById(box.dataset.field ?? "");
  const fields = field instanceof HTMLTextAreaElement ? fieldsOf(box, field) : null;
  const outlined = said && fields ? asTyped(said, fields) : said;
  const point = field instanceof HTMLInputElement ? readPoint(field.value) : null;
  const map = draw(box, described, outlined ? extentOf(outlined) : point ? [point] : []);
  if (outlined) outlineOn(map, outlined, fields);
  else if (field instanceof HTMLInputElement) pinOn(map, field);
  if (described.depots) void depotsOn(map, described.depots);
  map.once("load", () => box.setAttribute("data-ready", "1"));
  box.closest("[data-map-frame]")?.classList.add("is-drawn");
  return map;
}
