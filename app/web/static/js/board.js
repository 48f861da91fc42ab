import { keepFresh } from "./refresh.js";

const part = document.getElementById("board");

keepFresh(
  part,
  () => {
    const address = new URL(window.location.href);
    address.searchParams.set("part", "list");
    return address;
  },
  {
    news: document.getElementById("board-news"),
    stale: document.getElementById("board-stale"),
  },
);

// A chosen territory needs no button.
document.getElementById("territory")?.addEventListener("change", (event) => event.target.form.requestSubmit());
