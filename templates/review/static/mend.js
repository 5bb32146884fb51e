// Boxes: what is typed is in this browser at once and with the server within a second. A box that
// is closed, or a window that is gone, keeps its text until it is kept or dropped.
import { announce } from "./keys.js";

const WAIT_MS = 600;
const PREFIX = "pod2post:typed:";
const waiting = new Map(); // boxes that are to be saved soon
const saving = new Map(); // boxes that are being saved

function windowName() {
  let name = sessionStorage.getItem("pod2post:window");
  if (!name) {
    name = crypto.randomUUID ? crypto.randomUUID() : String(Date.now()) + Math.random();
    sessionStorage.setItem("pod2post:window", name);
  }
  return name;
}

function headers() {
  return { ...JSON.parse(document.body.getAttribute("hx-headers") ?? "{}"), "HX-Request": "true" };
}

const placeOf = (form) => `${PREFIX}${form.dataset.run}:${form.dataset.box}`;
const fieldsOf = (form) => [...form.querySelectorAll(".mend-field [name]")];
const textOf = (form) => JSON.stringify(fieldsOf(form).map((field) => [field.name, field.value]));

function here(form) {
  try {
    return JSON.parse(localStorage.getItem(placeOf(form)) ?? "null");
  } catch {
    return null;
  }
}

function tell(form, text) {
  const place = form.querySelector(".autosaved");
  if (place) place.textContent = text;
}

function addressOf(form, what) {
  return `/runs/${encodeURIComponent(form.dataset.run)}/edit/${what}`;
}

// --- typing ---

async function save(form, leaving = false) {
  clearTimeout(waiting.get(form));
  if (!waiting.delete(form)) return;
  const sent = new URLSearchParams(new FormData(form));
  sent.delete("began");
  sent.set("tab", windowName());
  try {
    const under = fetch(addressOf(form, "autosave"), { method: "POST", body: sent, headers: headers(), keepalive: leaving && String(sent).length < 60000 });
    saving.set(form, under.catch(() => null));
    const made = await under;
    tell(form, made.ok ? "打的字已暫存" : "打的字先存在這個瀏覽器裡");
  } catch {
    tell(form, "連不上校閱頁，打的字先存在這個瀏覽器裡");
  }
}

function typed(event) {
  const form = event.target.closest?.("form.mend-box[data-box]");
  if (!form || !event.target.closest(".mend-field")) return;
  const kept = { at: new Date().toISOString(), base: form.elements.base.value, text: textOf(form) };
  try {
    localStorage.setItem(placeOf(form), JSON.stringify(kept));
  } catch {
    tell(form, "這個瀏覽器的暫存區滿了");
  }
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => save(form), WAIT_MS));
}

document.addEventListener("input", typed);
// A text field tells of its change once more when it goes; that is no typing.
document.addEventListener("change", (event) => {
  if (event.target.tagName === "SELECT") typed(event);
});
addEventListener("pagehide", () => [...waiting.keys()].forEach((form) => save(form, true)));
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") [...waiting.keys()].forEach((form) => save(form, true));
});

// --- opening and closing ---

// What this browser kept, where the server has nothing newer: the server was killed, perhaps.
function restore(form) {
  const kept = here(form);
  if (!kept || form.classList.contains("conflict") || kept.text === textOf(form)) return;
  if ((form.dataset.typed ?? "") > kept.at) return;
  for (const [name, text] of JSON.parse(kept.text)) {
    const field = form.querySelector(`.mend-field [name="${CSS.escape(name)}"]`);
    if (!field) continue;
    if (field.tagName === "SELECT" && ![...field.options].some((one) => one.value === text)) {
      field.add(new Option(text, text));
    }
    field.value = text;
  }
  form.elements.base.value = kept.base;
  tell(form, "這是你先前打的、還沒存的文字");
  waiting.set(form, 0);
  save(form);
}

function close(form) {
  save(form);
  const slot = form.closest(".slot");
  const opener = slot?.previousElementSibling?.querySelector?.("button");
  form.remove();
  opener?.focus();
}

function opened(form) {
  for (const other of document.querySelectorAll("form.mend-box")) if (other !== form) close(other);
  if (form.dataset.box) restore(form);
  const first = form.querySelector("textarea, input[type=text], select, button");
  first?.focus({ preventScroll: true });
  if (first?.setSelectionRange) choosing(form, first);
  form.scrollIntoView({ block: "nearest" });
}

// The words that the finding gone to is about are chosen at once: what is typed replaces them.
function choosing(form, field) {
  const key = document.querySelector("#findings .check[aria-current]")?.dataset.finding;
  const mark = key && form.closest(".row")?.querySelector(`mark[data-marks~="${CSS.escape(key)}"]`);
  const at = mark ? field.value.indexOf(mark.textContent) : -1;
  if (at >= 0) field.setSelectionRange(at, at + mark.textContent.length);
}

document.addEventListener("htmx:afterSwap", (event) => {
  const form = event.target.querySelector?.("form.mend-box");
  if (form && event.target.classList.contains("slot")) opened(form);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("form.mend-box [data-action=cancel]");
  if (button) close(button.closest("form"));
});

// --- keeping ---

// What is under way to the server arrives there before what is kept: else it would outlive it.
document.addEventListener("htmx:confirm", (event) => {
  const form = event.target.closest?.("form.mend-box");
  if (!form || !saving.has(form)) return;
  event.preventDefault();
  saving.get(form).finally(() => {
    saving.delete(form);
    event.detail.issueRequest(true);
  });
});

function put(event, name, text) {
  const sent = event.detail.parameters;
  if (sent.set) sent.set(name, text);
  else sent[name] = text;
}

// As what the parts of the page are shown here: the server sends what differs from that.
const shownHere = () => [...document.querySelectorAll("[data-shown]")].map((one) => one.dataset.shown).join(" ");

document.addEventListener("htmx:configRequest", (event) => {
  if (/\/edit\//.test(event.detail.path)) put(event, "tab", windowName());
  if (/\/edit\/(?!box)/.test(event.detail.path)) put(event, "have", shownHere());
  const form = event.target.closest?.("form.mend-box");
  if (form) {
    clearTimeout(waiting.get(form)); // what is on its way is not to be saved after it was kept
    waiting.delete(form);
  }
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const form = event.detail.requestConfig?.elt?.closest?.("form.mend-box[data-box]");
  const done = /\/edit\/(keep|drop|forget)$/.test(event.detail.requestConfig?.path ?? "");
  if (form && done && event.detail.xhr.status === 200) localStorage.removeItem(placeOf(form));
  if (event.detail.xhr.status === 409) announce("這裡被改過了，還沒有存；你打的字還在。");
});

document.body.addEventListener("review:changed", () => announce("已存"));

// --- sentences chosen in the transcript ---

function choose(select, cue, label) {
  if (![...select.options].some((one) => one.value === cue)) select.add(new Option(label, cue));
  select.value = cue;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const row = event.target.closest?.("[data-cue]");
  const form = document.querySelector("form.mend-box select[name=first]")?.form;
  if (!row || !form || form.contains(row)) return;
  const label = row.textContent.trim().replace(/\s+/g, " ").slice(0, 70);
  const { first, last } = form.elements;
  if (event.shiftKey || form.dataset.chosen === "first") {
    choose(last, row.dataset.cue, label);
    delete form.dataset.chosen;
    announce("選好最後一句");
  } else {
    choose(first, row.dataset.cue, label);
    choose(last, row.dataset.cue, label);
    form.dataset.chosen = "first";
    announce("選好第一句，再點一句是最後一句");
  }
});
