// A list of the server: looked through while somebody types, ordered and turned in place, kept fresh.
import "./list_keys.js";
import { fetched, keepFresh, place } from "./refresh.js";

const TYPING_PAUSE_MS = 200;

const part = document.getElementById("list");
const form = document.getElementById("filters");
let running = null;
let pause = 0;

function ofPart(address) {
  const asked = new URL(address, window.location.href);
  asked.searchParams.set("part", "list");
  return asked;
}

/** Show the list of an address; what is asked later goes before. */
async function show(address, { remember }) {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  part.setAttribute("aria-busy", "true");
  try {
    const html = await fetched(ofPart(address), mine.signal);
    if (mine.signal.aborted) return;
    if (remember && String(address) !== window.location.href) window.history.pushState(null, "", address);
    place(part, html);
  } catch {
    if (mine.signal.aborted) return;
    window.location.assign(address); // the whole page says what is wrong
  }
  running = null;
  part.removeAttribute("aria-busy");
}

function ask() {
  clearTimeout(pause);
  const address = new URL(form.action);
  for (const [name, value] of new FormData(form)) if (value.trim()) address.searchParams.set(name, value.trim());
  show(address, { remember: true });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
form.addEventListener("change", ask);
form.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(ask, TYPING_PAUSE_MS);
});
// Somebody was quicker than this script.
if ([...form.querySelectorAll("[type=search]")].some((box) => box.value !== box.defaultValue)) ask();

part.addEventListener("click", (event) => {
  const link = event.target.closest("a.sort, .pager a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  form.elements.sort.value = new URL(link.href).searchParams.get("sort");
  show(link.href, { remember: true });
});

window.addEventListener("popstate", () => {
  const asked = new URLSearchParams(window.location.search);
  for (const control of form.elements) if (control.name) control.value = asked.get(control.name) ?? "";
  show(window.location.href, { remember: false });
});

keepFresh(part, () => ofPart(window.location.href), {
  busy: () => running !== null,
  stale: document.getElementById("list-stale"),
});
