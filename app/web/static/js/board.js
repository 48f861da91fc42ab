import { keepFresh } from "./refresh.js";

const part = document.getElementById("board");

/** Nobody's words are taken from under the hands. */
function writing() {
  const inputs = [...part.querySelectorAll('input[name="reason"]')];
  return inputs.some((input) => input.value !== "" || input === document.activeElement);
}

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
    busy: writing,
  },
);

// A chosen territory needs no button.
document.getElementById("territory")?.addEventListener("change", (event) => event.target.form.requestSubmit());
