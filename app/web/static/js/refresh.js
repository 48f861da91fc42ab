// Replaces a part of the page by the server's newer version of it, without moving focus or scroll: at
// once when the stream says that something happened, and at intervals because time alone changes it too.
import { setServerNow, start, tick } from "./countdown.js";
import { follow } from "./live.js";

const LIVE_S = 15;
const SOON_MS = 300;
const GAP_MS = 1000;

function place(part, html) {
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  const address = focused?.getAttribute("href");
  part.innerHTML = html;
  if (address) part.querySelector(`[href="${CSS.escape(address)}"]`)?.focus({ preventScroll: true });
}

/** Say aloud what changed, and only when it changed. */
function announce(part, region) {
  const news = part.querySelector("[data-news]")?.dataset.news ?? "";
  if (region && region.textContent !== news) region.textContent = news;
}

async function fetched(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  if (answer.redirected) window.location.reload(); // signed out meanwhile
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

/**
 * Keep `part` fresh from `address()`; `busy()` tells when somebody is typing in it, `concerns(event)`
 * whether an event changes it.  The part names its stream (`data-stream`) and its interval without one.
 */
export function keepFresh(
  part,
  address,
  { news = null, stale = null, busy = () => false, concerns = () => true } = {},
) {
  let timer = 0;
  let live = false;
  let fetching = false;
  let wanted = false;
  let last = 0;
  const usual = () => (live ? LIVE_S : Number(part.dataset.refreshS)) * 1000;

  function schedule(milliseconds = usual()) {
    clearTimeout(timer);
    timer = setTimeout(refresh, milliseconds);
  }

  function soon() {
    part.setAttribute("aria-busy", "true");
    if (wanted) return; // a burst is one refresh
    wanted = true;
    if (!fetching) schedule(Math.max(SOON_MS, last + GAP_MS - Date.now()));
  }

  async function refresh() {
    if (document.hidden || busy()) return schedule(wanted ? GAP_MS : undefined);
    fetching = true;
    wanted = false;
    try {
      const html = await fetched(address());
      if (!busy()) place(part, html);
      const clock = part.querySelector("[data-now]");
      if (clock) setServerNow(Number(clock.dataset.now));
      tick(part);
      announce(part, news);
      if (stale) stale.hidden = true;
    } catch {
      if (stale) {
        stale.textContent = part.dataset.stale;
        stale.hidden = false;
      }
    }
    fetching = false;
    last = Date.now();
    if (!wanted) part.removeAttribute("aria-busy");
    return wanted ? schedule(GAP_MS) : schedule();
  }

  start();
  schedule();
  follow(part.dataset.stream, {
    onEvent: (event) => {
      if (event === null || concerns(event)) soon();
    },
    onLive: (whether) => {
      if (live === whether) return;
      live = whether;
      part.dataset.live = String(live);
      if (!fetching && !wanted) schedule();
    },
  });
}
