/** Shifts are dragged onto another day or engineer; the drop sends the form that moves them. */
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
    const { move = "", version = "", day = "" } = held.dataset;
    const from = held.closest<HTMLElement>("td[data-day]")?.dataset ?? {};
    const { engineer = "", day: on = "" } = cell.dataset;
    if (engineer === from.engineer && on === day) return;
    fill(form, { version, engineer_id: engineer, on, from_on: day });
    form.action = move;
    form.submit();
  });
}

function fill(form: HTMLFormElement, values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) {
    const input = form.elements.namedItem(name);
    if (input instanceof HTMLInputElement) input.value = value;
  }
}
