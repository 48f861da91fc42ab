// What calls somebody who looks elsewhere is chosen for the account; the browser keeps it where scripts ask.
const form = document.getElementById("notify");
const KEYS = { sound: "calls-sound", desktop: "calls-notify" };

function keep(name, chosen) {
  localStorage.setItem(KEYS[name], chosen ? "1" : "0");
}

// What was chosen in this browser holds here, and is what its box shows.
for (const name of form ? Object.keys(KEYS) : []) {
  const kept = localStorage.getItem(KEYS[name]);
  if (kept === null) keep(name, form.elements[name].checked);
  else form.elements[name].checked = kept === "1";
}

form?.addEventListener("submit", () => {
  for (const name of Object.keys(KEYS)) keep(name, form.elements[name].checked);
});

form?.elements.desktop.addEventListener("change", (event) => {
  if (event.target.checked && window.Notification?.permission === "default") Notification.requestPermission();
});
