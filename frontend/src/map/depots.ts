import { type Map as GlMap, Marker, Popup } from "maplibre-gl";

interface Depot {
  readonly name: string;
  readonly point?: { readonly lat: number; readonly lon: number };
}

/** Put the depots on a map, each with its name; a map without them is one all the same. */
export async function depotsOn(map: GlMap, address: string): Promise<void> {
  const answer = await fetch(address, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const { items = [] }: { items?: Depot[] } = await answer.json();
  for (const { name, point } of items) {
    if (!point) continue;
    const sign = document.createElement("div");
    sign.className = "map-depot";
    sign.title = name;
    new Marker({ element: sign })
      .setLngLat([point.lon, point.lat])
      .setPopup(new Popup({ offset: 12, closeButton: false }).setText(name))
      .addTo(map);
  }
}
