import { keepFresh } from "./refresh.js";

const part = document.getElementById("status");

/** A customer who has begun to rate must not lose a star or a word to a refresh. */
function rating() {
  const form = part.querySelector(".rate");
  return Boolean(form && (form.contains(document.activeElement) || form.comment.value || form.score.value));
}

keepFresh(
  part,
  () => {
    const address = new URL(window.location.href);
    address.searchParams.set("part", "status");
    return address;
  },
  { news: document.getElementById("status-news"), stale: document.getElementById("status-stale"), busy: rating },
);
