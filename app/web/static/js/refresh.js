// Replaces a part of the page by the server's newer version of it, without moving focus or scroll and
// without taking away what was entered: at once when the stream says that something happened, and at
// intervals because time alone changes it too.
import { setServerNow, start, tick } from "./countdown.js";
import { follow } from "./live.js";
import { nameZones } from "./zones.js";

const LIVE_S = 15;
const SOON_MS = 300;
const GAP_MS = 1000;

const TOKEN = "[name=csrf_token]";
const TYPING = "textarea, select, input:not([type=checkbox], [type=radio], [type=hidden])";
let pressed = false;
document.addEventListener("pointerdown", () => (pressed = true), true);
for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => (pressed = false), true);

/** Whether somebody writes in `part`, or is in the middle of a click. */
function inUse(part) {
  const active = document.activeElement;
  return pressed || (part.contains(active) && active.matches(TYPING));
}

/** What the server wrote of a form or a fold, whatever was ticked, typed or opened in it since. */
function served(element) {
  const copy = element.cloneNode(true);
  copy.removeAttribute("open");
  for (const token of copy.querySelectorAll(TOKEN)) token.removeAttribute("value");
  return copy.outerHTML;
}

/** Put the forms and folds that the server wrote as before back, with what was entered in them. */
function keepEntered(part, before) {
  for (const fresh of part.querySelectorAll("details, form")) {
    const text = served(fresh);
    const at = fresh.isConnected ? before.findIndex((old) => served(old) === text) : -1;
    if (at < 0) continue;
    const [old] = before.splice(at, 1);
    const token = fresh.querySelector(TOKEN)?.value; // the newest lives longest
    for (const field of old.querySelectorAll(TOKEN)) field.value = token;
    fresh.replaceWith(old);
  }
}

export function place(part, html) {
  const active = part.contains(document.activeElement) ? document.activeElement : null;
  const address = active?.getAttribute("href");
  const before = [...part.querySelectorAll("details, form")];
  part.innerHTML = html;
  keepEntered(part, before);
  nameZones(part);
  const again = active?.id ? `#${CSS.escape(active.id)}` : address ? `[href="${CSS.escape(address)}"]` : "";
  const focused = again ? part.querySelector(again) : active;
  focused?.focus({ preventScroll: true });
}

/** Say aloud what changed, and only when it changed. */
function announce(part, region) {
  const news = part.querySelector("[data-news]")?.dataset.news ?? "";
  if (region && region.textContent !== news) region.textContent = news;
}

export async function fetched(address, signal) {
  const answer = await fetch(address, { headers: { Accept: "text/html" }, credentials: "same-origin", signal });
  if (answer.redirected) window.location.reload(); // signed out meanwhile
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

/**
 * Keep `part` fresh from `address()`; `concerns(event)` tells whether an event changes it, `busy()` when
 * it has to wait for more than a hand that types or clicks.  The part names its stream (`data-stream`) and its interval without one.
 */
export function keepFresh(
  part,
  address,
  { news = null, stale = null, busy = () => false, concerns = () => true } = {},
) {
  let timer = 0;
  let live = false;
  let refused = false;
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

  /** Say that what stands there may be old, or that it is looked up at intervals; nothing where neither is so. */
  function say(old) {
    if (!stale) return;
    const text = old ? part.dataset.stale : refused ? part.dataset.polls : "";
    stale.classList.toggle("flash-bad", old);
    if (stale.textContent !== text) stale.textContent = text;
    stale.hidden = !text;
  }

  async function refresh() {
    if (document.hidden || inUse(part) || busy()) return schedule(wanted ? GAP_MS : undefined);
    fetching = true;
    wanted = false;
    try {
      const asked = String(address());
      const html = await fetched(asked);
      if (asked === String(address()) && !inUse(part) && !busy()) place(part, html);
      const clock = part.querySelector("[data-now]");
      if (clock) setServerNow(Number(clock.dataset.now));
      tick(part);
      announce(part, news);
      say(false);
    } catch {
      say(true);
    }
    fetching = false;
    last = Date.now();
    if (!wanted) part.removeAttribute("aria-busy");
    return wanted ? schedule(GAP_MS) : schedule();
  }

  start();
  nameZones(part);
  schedule();
  follow(part.dataset.stream, {
    onEvent: (event) => {
      if (event === null || concerns(event)) soon();
    },
    onLive: (whether) => {
      if (live === whether) return;
      live = whether;
      if (live) refused = false;
      part.dataset.live = String(live);
      if (!fetching && !wanted) schedule();
    },
    onRefused: () => {
      refused = true;
      if (stale?.hidden) say(false);
    },
  });
}
