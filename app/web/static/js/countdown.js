// Runs every countdown on the page by the server's clock; the page shows a right value without it too.
let ahead = 0;

/** Tell how far this machine's clock is ahead of the server's. */
export function setServerNow(milliseconds) {
  ahead = Date.now() - milliseconds;
}

/** Write a duration as the server does: 12:05, 1:02:09. */
function written(milliseconds) {
  const seconds = Math.floor(Math.abs(milliseconds) / 1000);
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Bring all countdowns up to date. */
export function tick(root = document) {
  const now = Date.now() - ahead;
  for (const clock of root.querySelectorAll("[data-due]")) {
    const left = Number(clock.dataset.due) - now;
    const late = left < 0;
    clock.classList.toggle("is-late", late);
    clock.querySelector("b").textContent = written(left);
    clock.querySelector("span").textContent = late ? clock.dataset.late : clock.dataset.left;
  }
}

export function start() {
  const source = document.querySelector("[data-now]");
  if (source) setServerNow(Number(source.dataset.now));
  tick();
  setInterval(tick, 1000);
}
