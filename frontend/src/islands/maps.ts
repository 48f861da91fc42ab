import type { Map as GlMap } from "maplibre-gl";

const drawn = new Map<HTMLElement, GlMap>();

/** Draw each map of the page once it is seen: what draws is a third of a megabyte, and most visits need none. */
export function enhanceMaps(): void {
  if (!("WebGL2RenderingContext" in window)) return;
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting || !(target instanceof HTMLElement)) continue;
      seen.unobserve(target);
      void begin(target);
    }
  });
  const watch = () => {
    for (const frame of document.querySelectorAll<HTMLElement>("[data-map-frame][hidden]")) {
      frame.hidden = false;
      const box = frame.querySelector<HTMLElement>("[data-map]");
      if (box) seen.observe(box);
    }
  };
  watch();
  // Parts of a page that the server draws anew bring their maps with them.
  new MutationObserver(() => {
    watch();
    for (const [box, map] of drawn) {
      if (box.isConnected) continue;
      drawn.delete(box);
      map.remove();
    }
  }).observe(document.body, { childList: true, subtree: true });
}

async function begin(box: HTMLElement): Promise<void> {
  const { mount } = await import("../map/mount");
  if (box.isConnected) drawn.set(box, mount(box));
}
