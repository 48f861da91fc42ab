// Lists are walked by keys: arrows from row to row, a slash to what is looked for.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    const search = document.getElementById("q");
    if (search) event.preventDefault();
    search?.focus();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target.matches(".list a")) {
    const rows = [...document.querySelectorAll(".list tbody tr")];
    const links = rows.map((row) => row.querySelector("a")).filter(Boolean);
    const next = links[links.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
});
