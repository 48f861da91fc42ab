// Replaces a part of the page by the server's newer version of it, without moving focus or scroll.
import { setServerNow, start, tick } from "./countdown.js";

const seconds = (part) => Number(part.dataset.refreshS) * 1000;

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

/** Keep `part` fresh from `address()`; `busy()` tells when somebody is typing in it. */
export function keepFresh(part, address, { news = null, stale = null, busy = () => false } = {}) {
  const again = () => setTimeout(refresh, seconds(part));
  async function refresh() {
    if (document.hidden || busy()) return again();
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
    return again();
  }
  start();
  again();
}
