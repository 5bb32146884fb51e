// Keys, from the one table in the help overlay. A key does nothing while an input method is at
// work, and in a text box only Escape and Ctrl+Enter do anything.
const WAIT_MS = 1500; // between the two keys of a sequence

const handlers = new Map();
const scopes = [];
let begun = "";
let timer = 0;

export function on(action, handler) {
  handlers.set(action, handler);
}

// Where the buttons of an action are looked for, the nearest place first.
export function within(places) {
  scopes.push(places);
}

export function announce(text) {
  const live = document.getElementById("live");
  if (live) live.textContent = text;
}

export function act(action) {
  const handler = handlers.get(action);
  if (handler) {
    handler();
    return true;
  }
  return press(action);
}

export function press(action) {
  const places = [...scopes.flatMap((one) => one()), document];
  for (const place of places) {
    if (!place) continue;
    const found = [...place.querySelectorAll(`button[data-action="${action}"], a[data-action="${action}"]`)];
    const button = found.find((one) => one.checkVisibility() && !one.disabled);
    if (button) {
      button.click();
      return true;
    }
  }
  return false;
}

const help = document.getElementById("keys");
const table = new Map(
  [...(help?.querySelectorAll("[data-keys]") ?? [])].map((row) => [row.dataset.keys, row.dataset.action]),
);
const begins = new Set([...table.keys()].filter((keys) => keys.includes(" ")).map((keys) => keys.split(" ")[0]));

function name(event) {
  let key = event.key === " " ? "Space" : event.key;
  // With a Zhuyin or Cangjie layout a letter key tells a sign of its own: its place counts.
  if (key.length === 1 && key > "~") {
    const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
    if (letter) key = event.shiftKey ? letter : letter.toLowerCase();
    else if (event.code === "Slash") key = event.shiftKey ? "?" : "/";
  }
  return event.ctrlKey || event.metaKey ? `Control+${key}` : key;
}

function types(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === "TEXTAREA") return true;
  return target.tagName === "INPUT" && !["checkbox", "radio", "button", "submit", "range"].includes(target.type);
}

// What a browser does itself with these keys on such an element.
function native(target, key) {
  if (!(target instanceof Element)) return false;
  if (key === "Space" || key === "Enter") return Boolean(target.closest("button, a[href], summary, select, input, [role=tab]"));
  return target.tagName === "SELECT" && key.length === 1;
}

function inBox(event, key) {
  const form = event.target.form ?? event.target.closest("form");
  if (key === "Escape") {
    const button = form?.querySelector("[data-action=cancel]");
    if (button) button.click();
    else event.target.blur();
    event.preventDefault();
  } else if (key === "Control+Enter" && form) {
    const button = form.querySelector("[data-action=keep]");
    if (button) button.click();
    else form.requestSubmit();
    event.preventDefault();
  }
}

function pressed(event) {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented || event.altKey) return;
  const key = name(event);
  if (types(event.target)) {
    inBox(event, key);
    return;
  }
  if (help?.open && key !== "?") return; // the overlay closes itself by Escape
  if (key === "Escape") {
    const button = event.target.closest?.("form")?.querySelector("[data-action=cancel]");
    if (button) button.click();
    return;
  }
  if (native(event.target, key)) return;
  clearTimeout(timer);
  const whole = begun ? `${begun} ${key}` : key;
  begun = "";
  const action = table.get(whole) ?? table.get(key);
  if (!table.has(whole) && begins.has(key)) {
    begun = key;
    timer = setTimeout(() => (begun = ""), WAIT_MS);
    event.preventDefault();
    return;
  }
  if (!action) return;
  if (act(action)) event.preventDefault();
  else announce("這裡沒有這個動作");
}

document.addEventListener("keydown", pressed);

if (help) {
  on("help", () => (help.open ? help.close() : help.showModal()));
  help.addEventListener("click", (event) => {
    if (event.target === help || event.target.closest("[data-close]")) help.close();
  });
}
on("go-list", () => location.assign("/"));
