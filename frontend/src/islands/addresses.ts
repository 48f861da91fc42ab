const WAIT_MS = 150;

/** Suggest addresses while one is typed; the one that is taken says the point too. */
export function suggestAddresses(): void {
  for (const frame of document.querySelectorAll<HTMLElement>("[data-suggests]")) {
    const { suggests = "", address = "", point = "" } = frame.dataset;
    const typed = document.getElementById(address);
    const place = document.getElementById(point);
    if (typed instanceof HTMLInputElement && place instanceof HTMLInputElement)
      suggest(suggests, typed, place);
  }
}

function suggest(from: string, typed: HTMLInputElement, place: HTMLInputElement): void {
  const list = document.createElement("div");
  list.setAttribute("aria-live", "polite");
  typed.after(list);
  let timer = 0;
  let newest = 0;

  typed.addEventListener("input", () => {
    clearTimeout(timer);
    const mine = ++newest;
    timer = window.setTimeout(async () => {
      const query = new URLSearchParams({ q: typed.value });
      const answer = await fetch(`${from}?${query}`, { credentials: "same-origin" }).catch(() => null);
      if (mine === newest && answer?.ok && !answer.redirected) list.innerHTML = await answer.text();
    }, WAIT_MS);
  });
  list.addEventListener("click", (event) => {
    const meant = (event.target as Element).closest<HTMLElement>("[data-says]");
    if (!meant) return;
    newest += 1;
    typed.value = meant.dataset.says ?? "";
    place.value = meant.dataset.point ?? "";
    list.replaceChildren();
    place.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
