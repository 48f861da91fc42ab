// Without a connection a form is not sent: the browser's error page would take away what was typed.
// Capturing comes before what a page does about its own forms, which must not take this one for sent.
const lost = document.querySelector("script[data-offline]").dataset.offline;
const main = document.querySelector("main");
let said = null;

window.addEventListener(
  "submit",
  (event) => {
    if (navigator.onLine || event.target.method !== "post") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    said ??= Object.assign(document.createElement("p"), { className: "flash flash-bad" });
    said.setAttribute("role", "alert");
    said.textContent = lost;
    main.prepend(said);
    said.scrollIntoView({ block: "nearest" });
  },
  { capture: true },
);
window.addEventListener("online", () => said?.remove());
