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

// The button of an action that is nearest to what was selected. On the page as a whole only one
// that is the same wherever it stands: nobody waives the first finding without having gone to it.
export function press(action) {
  for (const place of scopes.flatMap((one) => one())) {
    const [button] = place ? buttons(place, action) : [];
    if (button) return click(button);
  }
  const found = buttons(document, action);
  if (found.length && new Set(found.map(effect)).size === 1) return click(found[0]);
  announce(found.length ? "請先選一處：按 j 或 n，或用滑鼠點一下" : "這裡沒有這個動作");
  return false;
}

function buttons(place, action) {
  const found = [...place.querySelectorAll(`button[data-action="${action}"], a[data-action="${action}"]`)];
  return found.filter((one) => one.checkVisibility() && !one.disabled);
}

function effect(button) {
  return ["hx-get", "hx-post", "hx-vals", "href"].map((name) => button.getAttribute(name)).join(" ");
}

function click(button) {
  button.click();
  return true;
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
    else {
      event.target.blur();
      handlers.get("leave")?.();
    }
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
}

document.addEventListener("keydown", pressed);

if (help) {
  on("help", () => (help.open ? help.close() : help.showModal()));
  help.addEventListener("click", (event) => {
    if (event.target === help || event.target.closest("[data-close]")) help.close();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("button[data-action=help]")) act("help");
  });
}
on("go-list", () => location.assign("/"));
on("go-draft", () => document.querySelector("nav [data-go=draft]")?.click());
on("go-plan", () => document.querySelector("nav [data-go=plan]")?.click());
