// Calls a dispatcher who looks elsewhere: the number of what presses in the tab's title and icon, and by
// choice, kept in this browser, a sound and a notification of the desktop.
const EVERY_S = 20;
const address = document.querySelector("script[data-calls]")?.dataset.calls;
const says = document.querySelector("script[data-calls]")?.dataset.says ?? "";
const title = document.title;
const icon = document.querySelector("link[rel=icon]");
const plain = icon?.href;
let before = Number(sessionStorage.getItem("pressing") ?? -1);

const chosen = (what) => localStorage.getItem(`calls-${what}`) === "1";

function badge(count) {
  if (!icon) return;
  if (!count) {
    icon.href = plain;
    return;
  }
  const size = 32;
  const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
  const draw = canvas.getContext("2d");
  draw.fillStyle = "#b3261e";
  draw.beginPath();
  draw.arc(size / 2, size / 2, size / 2, 0, 2 * Math.PI);
  draw.fill();
  draw.fillStyle = "#fff";
  draw.font = `bold ${count > 9 ? 16 : 22}px sans-serif`;
  draw.textAlign = "center";
  draw.textBaseline = "middle";
  draw.fillText(count > 99 ? "99" : String(count), size / 2, size / 2 + 1);
  icon.type = "image/png";
  icon.href = canvas.toDataURL("image/png");
}

function sound() {
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const level = audio.createGain();
  level.gain.setValueAtTime(0.2, audio.currentTime);
  level.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.6);
  tone.frequency.value = 880;
  tone.connect(level).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.6);
  tone.onended = () => audio.close();
}

function call() {
  if (chosen("sound")) sound();
  if (chosen("notify") && window.Notification?.permission === "granted" && document.hidden) {
    const note = new Notification("OneHour", { body: says, tag: "pressing" });
    note.onclick = () => {
      window.focus();
      note.close();
    };
  }
}

async function look() {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (answer.redirected || answer.status === 401) return; // signed out: nobody is to be called
    if (answer.ok) {
      const { pressing } = await answer.json();
      document.title = pressing ? `(${pressing}) ${title}` : title;
      badge(pressing);
      if (before >= 0 && pressing > before) call();
      before = pressing;
      sessionStorage.setItem("pressing", String(pressing));
    }
  } catch {
    // no connection: the page itself says so
  }
  setTimeout(look, EVERY_S * 1000);
}

function offerChoices() {
  const part = document.querySelector("[data-calling]");
  if (!part) return;
  part.hidden = false;
  for (const box of part.querySelectorAll("[data-choice]")) {
    const what = box.dataset.choice;
    box.checked = chosen(what);
    box.addEventListener("change", async () => {
      if (box.checked && what === "notify") {
        const allowed = window.Notification ? await Notification.requestPermission() : "denied";
        if (allowed !== "granted") {
          box.checked = false;
          part.querySelector("[data-said]").textContent = part.dataset.refused;
        }
      }
      if (box.checked && what === "sound") sound();
      localStorage.setItem(`calls-${what}`, box.checked ? "1" : "0");
    });
  }
}

offerChoices();
if (address) look();
