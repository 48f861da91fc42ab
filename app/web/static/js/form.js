// Forms of the registers: rows offered while a name is typed, and a word before what was typed is lost.
// Without scripts the server finds the row by its name when the form is sent.
const WAIT_MS = 150;

// What was typed and not sent
for (const form of document.querySelectorAll("form[data-guard]")) {
  let changed = "changed" in form.dataset;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}

// A refused form begins where it is wrong
document.querySelector("#wrong, .conflicts")?.scrollIntoView({ block: "start" });

// Rows by their names
for (const field of document.querySelectorAll("input[data-choices]")) offer(field);

function offer(field) {
  const key = field.nextElementSibling;
  const list = document.createElement("ul");
  list.id = `${field.id}-choices`;
  list.className = "choices";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels[0].textContent);
  list.hidden = true;
  key.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-controls", list.id], ["aria-expanded", "false"], ["aria-autocomplete", "list"]]) {
    field.setAttribute(name, value);
  }
  let timer = 0;
  let newest = 0;

  function show(open) {
    list.hidden = !open;
    field.setAttribute("aria-expanded", String(open));
    if (!open) field.removeAttribute("aria-activedescendant");
  }

  function mark(option) {
    for (const one of list.children) one.setAttribute("aria-selected", String(one === option));
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function pick(option) {
    key.value = option.dataset.key;
    field.value = option.dataset.name;
    field.closest(".field").querySelector("select")?.remove();
    show(false);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    const mine = ++newest;
    const text = field.value.trim();
    if (!text) return show(false);
    timer = setTimeout(async () => {
      const answer = await fetch(`${field.dataset.choices}?${new URLSearchParams({ q: text })}`, { credentials: "same-origin" }).catch(() => null);
      if (mine !== newest || !answer?.ok || answer.redirected) return;
      list.innerHTML = await answer.text();
      if (!list.firstElementChild) list.innerHTML = `<li class="sub"></li>`;
      const nobody = list.querySelector("li:not([data-key])");
      if (nobody) nobody.textContent = field.dataset.none;
      show(document.activeElement === field);
    }, WAIT_MS);
  });

  field.addEventListener("keydown", (event) => {
    const options = [...list.querySelectorAll("[data-key]")];
    const at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (list.hidden || !options.length) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = at + (event.key === "ArrowDown" ? 1 : -1);
      mark(options[(next + options.length) % options.length]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      pick(options[Math.max(at, 0)]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      show(false);
    }
  });

  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the field keeps the focus
    const option = event.target.closest("[data-key]");
    if (option) pick(option);
  });
  field.addEventListener("blur", () => show(false));
}
