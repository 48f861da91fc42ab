// A list worked by keyboard: j and k go from row to row, Enter opens, and the letter beside an act does it:
// a button is pressed, a field to be filled in gets the cursor.
import "./page.js";

const TYPING = "textarea, select, input:not([type=checkbox], [type=radio], [type=submit])";
const KEPT = "work-row";
const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);

function current() {
  return document.activeElement?.closest?.("[data-row]") ?? null;
}

function go(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(current());
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)];
  if (!next.hasAttribute("tabindex")) next.tabIndex = -1;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function act(row, letter) {
  const wanted = row.querySelector(`[data-key="${CSS.escape(letter)}"]`);
  if (!wanted) return false;
  wanted.closest("details")?.setAttribute("open", "");
  if (wanted.matches(TYPING)) wanted.focus();
  else wanted.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches?.(TYPING)) {
    if (event.key === "Escape") current()?.focus();
    return;
  }
  const row = current();
  if (event.key === "j") go(1);
  else if (event.key === "k") go(-1);
  else if (event.key === "Enter" && row === event.target) row.querySelector("a[href]")?.click();
  else if (!row || event.key.length !== 1 || !act(row, event.key)) return;
  event.preventDefault();
});

// Whoever has done one row goes on where it was: after the form the page is made anew.
document.addEventListener("submit", () => {
  const at = rows().indexOf(current());
  if (at >= 0) sessionStorage.setItem(KEPT, `${window.location.pathname} ${at}`);
});
const [page, at] = (sessionStorage.getItem(KEPT) ?? "").split(" ");
if (page === window.location.pathname) {
  sessionStorage.removeItem(KEPT);
  const all = rows();
  const next = all[Math.min(Number(at), all.length - 1)];
  if (next) {
    if (!next.hasAttribute("tabindex")) next.tabIndex = -1;
    next.focus();
  }
}
