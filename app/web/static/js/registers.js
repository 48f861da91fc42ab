// Lists and pages of registers: tick a page, walk it by keys, print labels, ask before a row is closed.
const all = document.getElementById("tick-all");
if (all) {
  all.hidden = false;
  all.addEventListener("click", () => {
    const boxes = [...document.querySelectorAll("td.tick input")];
    const ticked = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = ticked;
  });
}

const print = document.getElementById("print");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll("button[data-sure]")) {
  button.addEventListener("click", (event) => {
    if (!window.confirm(button.dataset.sure)) event.preventDefault();
  });
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
  if (event.key === "/" && !typing) {
    const search = document.getElementById("q");
    if (search) event.preventDefault();
    search?.focus();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target.matches(".list a")) {
    const links = [...document.querySelectorAll(".list tbody tr td > a:first-of-type")].filter((link) => link.closest("tr").querySelector("a") === link);
    const next = links[links.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
});
