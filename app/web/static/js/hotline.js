// The page of a call: suggestions while somebody types, the sentence to say, and drafts that outlive the browser.
// Every part is a fragment of the server's; without scripts the same form asks for them by its buttons.
const page = document.getElementById("hotline");
const call = document.getElementById("call");
const search = document.getElementById("q");
const found = document.getElementById("found");
const lost = document.getElementById("lost");
const WAIT_MS = 150;
const QUOTE_HOLDS_MS = 5 * 60 * 1000;
const DRAFTS = "onehour.calls";
const MINE = "onehour.call";
const OLDEST_MS = 12 * 3600 * 1000;
document.documentElement.classList.add("scripted");

/** Ask once the hand rests; an answer that comes after a newer question is dropped. */
function asking(address, place) {
  let timer = 0;
  let newest = 0;
  return (query, wait = WAIT_MS) => {
    clearTimeout(timer);
    const mine = ++newest;
    timer = setTimeout(async () => {
      try {
        const answer = await fetch(`${address}?${query}`, { headers: { Accept: "text/html" }, credentials: "same-origin" });
        if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
        const html = await answer.text();
        if (mine === newest) place(html);
        lost.hidden = true;
      } catch {
        lost.textContent = page.dataset.lost;
        lost.hidden = false;
      }
    }, wait);
  };
}

function fieldsOf(...names) {
  const said = new FormData(call);
  const query = new URLSearchParams();
  for (const name of names) if (said.get(name)) query.set(name, said.get(name));
  return query;
}

const addressOf = (id) => document.getElementById(id).dataset.address;

// Who is calling
const SEARCH = `${page.dataset.page}/search`;
const askWho = asking(SEARCH, (html) => (found.innerHTML = html));
search.addEventListener("input", () => askWho(new URLSearchParams({ q: search.value })));

function suggestions(within = found) {
  return [...within.querySelectorAll("a[data-customer]")];
}

/** Whether the hand still is where it was when something was asked for: a late answer must not move it. */
function hand() {
  const [at, typed] = [document.activeElement, search.value];
  return () => search.value === typed && [at, document.body].includes(document.activeElement);
}

// The call goes on where it is: a page that was loaded anew would have lost where the hand was.
document.getElementById("search").addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!search.value.trim()) return;
  takeNumber();
  const rests = hand();
  try {
    const answer = await fetch(`${SEARCH}?${new URLSearchParams({ q: search.value })}`, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return event.target.submit();
    found.innerHTML = await answer.text();
  } catch {
    lost.textContent = page.dataset.lost;
    lost.hidden = false;
  }
  if (!rests()) return;
  const [first] = suggestions();
  if (first) return pick(first);
  firstEmpty().focus();
});

// From part to part: caller, place, problem, how the call ends, what the customer has open.
function nextPart(step) {
  const parts = [search.form, ...call.querySelectorAll(":scope > fieldset, :scope > .call-ends"), document.getElementById("beside")];
  const at = parts.findIndex((part) => part.contains(document.activeElement));
  const able = "input:not([type=hidden]):not([tabindex='-1']), textarea, select, button:not([tabindex='-1']), a[href], summary";
  for (let n = at + step; parts[n]; n += step) {
    const inside = [...parts[n].querySelectorAll(able)].filter((one) => one.checkVisibility());
    const first = inside.find((one) => one.matches("button[value^='chase:'], :checked")) ?? inside[0];
    if (first) return first.focus();
  }
}

// The answer stands above the buttons, over what is written: that must not be hidden under it.
function keepAbove() {
  const ends = call.querySelector(".call-ends");
  const at = document.activeElement;
  if (!call.contains(at) || ends.contains(at) || getComputedStyle(ends).position !== "sticky") return;
  if (!(at.compareDocumentPosition(ends) & Node.DOCUMENT_POSITION_FOLLOWING)) return;
  const hidden = at.getBoundingClientRect().bottom + 8 - ends.getBoundingClientRect().top;
  if (hidden > 0) window.scrollBy(0, hidden);
}

call.addEventListener("focusin", keepAbove);
call.addEventListener("input", keepAbove);

page.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    call.requestSubmit(call.querySelector("button.primary"));
  } else if (event.key === "Enter" && event.target.form === call && event.target.matches("input")) {
    event.preventDefault(); // a hurried Enter saves nothing
  } else if (event.ctrlKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    nextPart(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const all = [search, ...suggestions()];
    const at = all.indexOf(document.activeElement);
    const next = all[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (at < 0 || !next) return;
    event.preventDefault();
    next.focus();
  }
});

page.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-customer], a[data-nobody]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  pick(link);
});

/** A number that was looked for is the caller's. */
function takeNumber() {
  const typed = search.value.trim();
  const phone = call.elements["contact.phone"];
  if (phone.value || !/^[+\d][\d\s()-]{6,}$/.test(typed)) return;
  phone.value = typed;
  saveDraft();
}

search.addEventListener("change", takeNumber);

/** Put the customer's places and file into the page; what was typed elsewhere stays. */
async function pick(link) {
  const query = new URLSearchParams();
  if (link.dataset.customer) query.set("customer_id", link.dataset.customer);
  if (link.dataset.about) query.set("about", link.dataset.about);
  takeNumber();
  const rests = hand();
  await who(query);
  if (rests()) (link.dataset.customer ? call.elements.description : call.elements["contact.phone"]).focus();
  found.replaceChildren();
  search.value = "";
  saveDraft();
}

async function who(query) {
  const answer = await fetch(`${page.dataset.page}?${query}`, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return window.location.reload();
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of ["who", "beside"]) document.getElementById(id).replaceWith(fresh.getElementById(id));
  askQuote();
}

// What is wrong, and what can be promised
const askFaults = asking(addressOf("faults"), (html) => {
  const box = document.getElementById("faults");
  if (box.contains(document.activeElement)) return; // somebody is choosing
  box.innerHTML = html;
  askQuote();
});
const askForQuote = asking(addressOf("quote"), (html) => {
  document.getElementById("quote").innerHTML = html;
  keepAbove();
  quotedAt = Date.now();
});
let quotedAt = 0;
let chosen = "";

function askQuote(wait) {
  askForQuote(fieldsOf("customer_id", "about", "site.point", "site.address", "fault_code", "appointment_at"), wait);
}

setInterval(() => {
  const say = document.querySelector("#quote .say");
  if (!say || !quotedAt || Date.now() - quotedAt < QUOTE_HOLDS_MS) return;
  say.classList.add("is-old");
  const old = say.querySelector(".old");
  old.textContent = document.getElementById("quote").dataset.old;
  old.hidden = false;
}, 5000);

const askDoubles = asking(addressOf("doubles"), (html) => {
  const box = document.getElementById("doubles");
  if (!call.elements.customer_id && !box.contains(document.activeElement)) box.innerHTML = html;
});

const askAddresses = asking(document.getElementById("addresses")?.dataset.address, (html) => {
  document.getElementById("addresses")?.replaceChildren(document.createRange().createContextualFragment(html));
});

call.addEventListener("click", ({ target }) => {
  const meant = target.closest("[data-says][data-point]");
  if (!meant) return;
  call.elements["site.address"].value = meant.dataset.says;
  call.elements["site.point"].value = meant.dataset.point;
  document.getElementById("addresses").replaceChildren();
  call.elements["site.point"].dispatchEvent(new Event("input", { bubbles: true })); // the quote, the pin, the draft
});

call.addEventListener("input", ({ target }) => {
  if (target.name === "site.address") askAddresses(new URLSearchParams({ q: target.value }));
  if (target.name === "fault_code") chosen = target.value;
  if (target.name === "description") {
    const query = fieldsOf("description", "about");
    if (chosen) query.set("fault_code", chosen);
    askFaults(query);
  }
  if (["about", "fault_code", "site.point", "site.address", "appointment_at"].includes(target.name)) askQuote(target.name === "site.address" ? 600 : undefined);
  if (/^(customer|contact|site)\./.test(target.name) && !call.elements.customer_id) {
    askDoubles(fieldsOf("customer.name", "contact.name", "contact.phone", "site.address", "site.point"), 400);
  }
  saveDraft();
});

let sending = false;
call.addEventListener("submit", (event) => {
  if (sending) return event.preventDefault(); // a double click is one click
  sending = true;
  saveDraft();
  clearTimeout(keeping);
  setTimeout(() => (sending = false), 5000);
});
window.addEventListener("pageshow", () => (sending = false));

// Drafts: what is typed is kept in this browser until the server says that it was saved
function drafts() {
  try {
    return JSON.parse(localStorage.getItem(DRAFTS)) ?? {};
  } catch {
    return {};
  }
}

function keep(all) {
  try {
    localStorage.setItem(DRAFTS, JSON.stringify(all));
  } catch {
    // a browser that keeps nothing: the form still works
  }
}

function saveDraft() {
  const values = [...new FormData(call)].filter(([name, text]) => !["csrf_token", "once", "told"].includes(name) && text);
  const worth = values.some(([name]) => !["about", "about_was", "customer_id", "customer.locale"].includes(name));
  const all = drafts();
  const id = call.elements.once.value;
  if (worth) all[id] = { at: all[id]?.at ?? Date.now(), values };
  else delete all[id];
  keep(all);
  sessionStorage.setItem(MINE, id);
  keepSoon();
}

// The server keeps it too, a moment later, so that another browser can go on with it.
let keeping = 0;

function keepSoon() {
  clearTimeout(keeping);
  keeping = setTimeout(keepNow, 800);
}

async function keepNow() {
  clearTimeout(keeping);
  keeping = 0;
  const address = page.dataset.keep.replace(/[^/]+$/, call.elements.once.value);
  try {
    await fetch(address, { method: "POST", body: new URLSearchParams(new FormData(call)), keepalive: true });
  } catch {
    // this browser has it
  }
}

// A form that is being sent is a call, and no draft any more.
window.addEventListener("pagehide", () => keeping && !sending && keepNow());

async function restore(id, draft) {
  const said = new Map(draft.values);
  call.elements.once.value = id;
  document.querySelector(`[data-draft="${id}"]`)?.remove();
  if (said.get("customer_id")) {
    await who(new URLSearchParams({ customer_id: said.get("customer_id"), about: said.get("about") ?? "" }));
  }
  for (const [name, text] of said) {
    const element = call.elements[name];
    if (element instanceof RadioNodeList) element.value = text;
    else if (element?.type === "checkbox") element.checked = true;
    else if (element?.type === "radio") element.checked = element.value === text;
    else if (element && name !== "customer_id") element.value = text;
  }
  chosen = said.get("fault_code") ?? "";
  sessionStorage.setItem(MINE, id);
  askQuote();
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  form.addEventListener("submit", () => {
    const all = drafts();
    delete all[form.dataset.draft];
    keep(all);
  });
}

function begin() {
  const all = drafts();
  for (const id of page.dataset.saved.split(" ")) delete all[id];
  for (const [id, draft] of Object.entries(all)) if (Date.now() - draft.at > OLDEST_MS) delete all[id];
  keep(all);
  if (document.getElementById("wrong")) return document.getElementById("wrong").focus();
  const fresh = !call.elements["contact.phone"].value && !call.elements.customer_id;
  const mine = sessionStorage.getItem(MINE);
  // A page that came back is the same call; one that was opened anew is the next, and must not begin with the last.
  const cameBack = performance.getEntriesByType("navigation")[0]?.type !== "navigate";
  if (cameBack && mine && all[mine] && fresh) return restore(mine, all[mine]);
  // Those that the server keeps stand on the page.
  for (const { dataset } of document.querySelectorAll("[data-draft]")) delete all[dataset.draft];
  delete all[call.elements.once.value]; // it is the call in the form
  const [left] = Object.entries(all).sort(([, a], [, b]) => b.at - a.at);
  if (left) offer(...left);
  else if (!fresh) firstEmpty().focus();
}

function firstEmpty() {
  const names = ["contact.phone", "contact.name", "description"];
  return names.map((name) => call.elements[name]).find((element) => !element.value) ?? call.elements.description;
}

function offer(id, draft) {
  const box = document.getElementById("draft");
  const said = new Map(draft.values);
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: page.dataset.zone };
  const time = new Intl.DateTimeFormat("en-GB", clock).format(draft.at);
  const words = [said.get("contact.name"), said.get("contact.phone"), said.get("description")].filter(Boolean).join(" · ");
  box.querySelector("span").textContent = `${box.dataset.found.replace("{time}", time)} ${words.slice(0, 80)}`;
  box.hidden = false;
  box.querySelector("[data-take]").onclick = () => {
    box.hidden = true;
    restore(id, draft);
  };
  box.querySelector("[data-drop]").onclick = () => {
    box.hidden = true;
    const all = drafts();
    delete all[id];
    keep(all);
  };
}

begin();
// The caller speaks while the page still loads: what was typed before this script listened is asked for now.
if (search.value !== search.defaultValue) askWho(new URLSearchParams({ q: search.value }));
for (const field of call.querySelectorAll("input:not([type=hidden], [type=radio], [type=checkbox]), textarea")) {
  if (field.value !== field.defaultValue) field.dispatchEvent(new Event("input", { bubbles: true }));
}
if (document.querySelector("#quote .say")) quotedAt = Date.now();
else askQuote();
