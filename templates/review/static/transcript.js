// The transcript beside the article: it follows the sound, can be searched, and moves by arrows.
import { announce, on } from "./keys.js";

let cues = [];
let starts = [];
let current = null; // the cue that is heard
let cursor = null; // the cue that the arrows are on
let hits = [];
let hit = -1;

const pane = () => document.getElementById("cues");
const follows = () => document.getElementById("follow")?.checked;

function gather() {
  cues = [...(pane()?.querySelectorAll("[data-cue]") ?? [])];
  starts = cues.map((cue) => Number(cue.dataset.startMs));
  current = cursor = null;
  document.dispatchEvent(new CustomEvent("review:transcript"));
}

export function cueAt(ms) {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= ms) low = middle + 1;
    else high = middle;
  }
  return low ? cues[low - 1] : null;
}

function into(cue) {
  const box = pane();
  if (!box || !cue) return;
  const off = cue.offsetTop - box.offsetTop;
  if (off < box.scrollTop + 40 || off + cue.offsetHeight > box.scrollTop + box.clientHeight - 40)
    box.scrollTop = off - box.clientHeight / 3;
}

export function showCue(cue) {
  if (cue === current) return;
  current?.removeAttribute("aria-current");
  current = cue;
  current?.setAttribute("aria-current", "true");
  if (!follows() || !current) return;
  into(current);
  requestAnimationFrame(() => into(current)); // rows above it may have got their height only now
}

document.addEventListener("review:time", (event) => showCue(cueAt(event.detail.ms)));

function clear() {
  for (const mark of pane()?.querySelectorAll("mark.hit") ?? []) mark.replaceWith(mark.textContent);
  for (const cue of new Set(hits)) cue.querySelector(".words").normalize();
  hits = [];
  hit = -1;
}

function find(text) {
  clear();
  const words = text.trim().toLocaleLowerCase();
  const count = document.getElementById("found");
  if (!words) {
    count.textContent = "";
    return;
  }
  for (const cue of cues) {
    const place = cue.querySelector(".words");
    const whole = place.textContent;
    const low = whole.toLocaleLowerCase();
    if (low.length !== whole.length || !low.includes(words)) continue;
    const parts = [];
    let from = 0;
    for (let at = low.indexOf(words); at >= 0; at = low.indexOf(words, from)) {
      const mark = document.createElement("mark");
      mark.className = "hit";
      mark.textContent = whole.slice(at, at + words.length);
      parts.push(whole.slice(from, at), mark);
      from = at + words.length;
    }
    place.replaceChildren(...parts, whole.slice(from));
    hits.push(cue);
  }
  count.textContent = hits.length ? `${hits.length} 句` : "沒有";
  if (hits.length) step(1);
}

function step(by) {
  if (!hits.length) return;
  hit = (hit + by + hits.length) % hits.length;
  put(hits[hit]);
  document.getElementById("found").textContent = `第 ${hit + 1} 句，共 ${hits.length} 句`;
}

function put(cue) {
  cursor?.classList.remove("cursor");
  cursor = cue;
  cursor?.classList.add("cursor");
  into(cursor);
}

function moved(event) {
  if (event.target.id !== "cues" || event.isComposing) return;
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by) {
    const from = cursor ?? current;
    const next = from ? cues.indexOf(from) + by : 0;
    put(cues[Math.min(cues.length - 1, Math.max(0, next))]);
    announce(cursor?.textContent.trim() ?? "");
    event.preventDefault();
  } else if (event.key === "Enter" && cursor) {
    cursor.querySelector("[data-play]").click();
    event.preventDefault();
  }
}

let waiting = 0;
document.addEventListener("input", (event) => {
  if (event.target.id !== "find" || event.isComposing) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => find(event.target.value), 80);
});
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  if (event.target.id === "find" && event.key === "Enter") {
    step(event.shiftKey ? -1 : 1);
    event.preventDefault();
  } else moved(event);
});
document.addEventListener("htmx:load", (event) => {
  if (event.target.id === "transcript") gather();
});
on("follow", () => {
  const box = document.getElementById("follow");
  if (!box) return;
  box.checked = !box.checked;
  announce(box.checked ? "逐字稿跟著聲音" : "逐字稿不跟著聲音");
});
if (pane()) gather();
