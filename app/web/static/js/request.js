import { keepFresh } from "./refresh.js";

const part = document.getElementById("request");

/** Whoever is about to press a button or to choose must not find another under the finger. */
function choosing() {
  const active = part.contains(document.activeElement) ? document.activeElement : null;
  return Boolean(active?.matches("button, input, select, textarea") || part.querySelector("details[open] form, [data-kept]"));
}

/** Take the undoing away when its time is over. */
function undoing() {
  for (const form of part.querySelectorAll("[data-until-s]:not([data-ends])")) {
    form.dataset.ends = "1";
    setTimeout(() => form.remove(), Number(form.dataset.untilS) * 1000);
  }
}
undoing();
new MutationObserver(undoing).observe(part, { childList: true });

keepFresh(
  part,
  () => {
    const address = new URL(window.location.href);
    address.searchParams.set("part", "main");
    return address;
  },
  { stale: document.getElementById("request-stale"), busy: choosing },
);
