// Answering a step shows at once what follows from it; without this the form's button does.

const form = document.getElementById("tried");

async function show() {
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  const answer = await fetch(address);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const here = document.activeElement?.id;
  for (const part of [".phone", ".gates"]) {
    const fresh = page.querySelector(part);
    if (fresh) form.querySelector(part).replaceWith(fresh);
  }
  history.replaceState(null, "", address);
  if (here) document.getElementById(here)?.focus();
}

form?.addEventListener("change", show);
