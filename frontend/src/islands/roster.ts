/**
 * Shifts are dragged onto another day or engineer; the drop sends the form that moves them.  By keyboard M picks the
 * shift in focus up, arrows choose where to, Enter puts it down and Escape leaves it where it was.
 */
export function enhanceRoster(): void {
  const form = document.getElementById("move");
  const table = document.querySelector<HTMLTableElement>("table.roster");
  if (!(form instanceof HTMLFormElement) || !table) return;
  let held: HTMLElement | null = null;
  const target = (event: DragEvent) => (event.target as Element).closest<HTMLElement>("td[data-day]");
  const clear = () => {
    for (const cell of table.querySelectorAll(".is-target")) cell.classList.remove("is-target");
  };

  table.addEventListener("dragstart", (event) => {
    held = (event.target as Element).closest<HTMLElement>("[data-move]");
    if (held && event.dataTransfer) {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", held.textContent ?? "");
    }
  });
  table.addEventListener("dragover", (event) => {
    const cell = held && target(event);
    clear();
    if (!cell) return;
    event.preventDefault();
    cell.classList.add("is-target");
  });
  table.addEventListener("dragend", () => {
    held = null;
    clear();
  });
  table.addEventListener("drop", (event) => {
    const cell = target(event);
    if (!held || !cell) return;
    event.preventDefault();
    putDown(form, held, cell);
  });
  enableKeys(form, table, clear);
}

function putDown(form: HTMLFormElement, shift: HTMLElement, cell: HTMLElement): void {
  const { move = "", version = "", day = "" } = shift.dataset;
  const from = shift.closest<HTMLElement>("td[data-day]")?.dataset ?? {};
  const { engineer = "", day: on = "" } = cell.dataset;
  if (engineer === from.engineer && on === day) return;
  fill(form, { version, engineer_id: engineer, on, from_on: day });
  form.action = move;
  form.submit();
}

const STEPS: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

function enableKeys(form: HTMLFormElement, table: HTMLTableElement, clear: () => void): void {
  let shift: HTMLElement | null = null;
  let cell: HTMLElement | null = null;
  const leave = () => {
    shift = cell = null;
    clear();
    say("");
  };
  const choose = (next: HTMLElement) => {
    cell = next;
    clear();
    cell.classList.add("is-target");
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    say(placeOf(table, cell));
  };

  table.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (!shift || !cell) {
      const found = (event.target as Element).closest<HTMLElement>("[data-move]");
      const home = found?.closest<HTMLElement>("td[data-day]");
      if (event.key.toLowerCase() !== "m" || !found || !home) return;
      event.preventDefault();
      shift = found;
      choose(home);
      return;
    }
    const step = STEPS[event.key];
    if (event.key === "Escape" || event.key === "Tab") leave();
    else if (event.key === "Enter") {
      event.preventDefault();
      const [held, at] = [shift, cell];
      leave();
      putDown(form, held, at);
    } else if (step) {
      event.preventDefault();
      const next = beside(table, cell, step);
      if (next) choose(next);
    }
  });
  table.addEventListener("focusout", leave);
}

/** The cell so many rows and days further; null at the edge. */
function beside(
  table: HTMLTableElement,
  cell: HTMLElement,
  [down, along]: [number, number],
): HTMLElement | null {
  const rows = [...table.querySelectorAll("tbody tr")].filter((row) => row.querySelector("td[data-day]"));
  const row = cell.closest("tr");
  if (!row) return null;
  const at = [...row.querySelectorAll("td[data-day]")].indexOf(cell);
  return rows[rows.indexOf(row) + down]?.querySelectorAll<HTMLElement>("td[data-day]")[at + along] ?? null;
}

function placeOf(table: HTMLTableElement, cell: HTMLElement): string {
  const row = cell.closest("tr");
  const at = row ? [...row.querySelectorAll("td[data-day]")].indexOf(cell) : 0;
  const day =
    table.querySelectorAll("thead th")[at + 1]?.firstChild?.textContent?.trim() ?? cell.dataset.day ?? "";
  return `${row?.querySelector("th a")?.textContent ?? ""}, ${day || (cell.dataset.day ?? "")}`;
}

function say(text: string): void {
  const place = document.getElementById("move-said");
  if (place) place.textContent = text;
}

function fill(form: HTMLFormElement, values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) {
    const input = form.elements.namedItem(name);
    if (input instanceof HTMLInputElement) input.value = value;
  }
}
