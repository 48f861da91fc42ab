// What calls somebody who looks elsewhere is chosen for the account; the browser keeps it where scripts ask.
const form = document.getElementById("notify");
const KEYS = { sound: "calls-sound", desktop: "calls-notify" };

function keep(name, chosen) {
  localStorage.setItem(KEYS[name], chosen ? "1" : "0");
}

for (const name of Object.keys(KEYS)) {
  if (form && localStorage.getItem(KEYS[name]) === null) keep(name, form.elements[name].checked);
}

form?.addEventListener("submit", () => {
  for (const name of Object.keys(KEYS)) keep(name, form.elements[name].checked);
});

form?.elements.desktop.addEventListener("change", (event) => {
  if (event.target.checked && window.Notification?.permission === "default") Notification.requestPermission();
});
