// The draft: what is selected, where the keys go, and how article, findings and sound are joined.
import { announce, on, press, within } from "./keys.js";
import { isPlaying, play, resume, stop } from "./player.js";
import "./transcript.js";

const all = (text, place = document) => [...place.querySelectorAll(text)];
const article = () => document.getElementById("article");
const dock = document.getElementById("dock");
let finding = ""; // the key of the finding, or quotation to be heard, that was gone to
let quote = ""; // the id of the quotation that was gone to
let row = ""; // the id of the paragraph's row
let checked = -1; // where in the list the finding stood, for when it is mended and gone

const named = (place, name, key) => (key ? place.querySelector(`[data-${name}~="${CSS.escape(key)}"]`) : null);
const inArticle = (name, key) => named(article(), name, key);
const listed = (key) => named(document.getElementById("findings"), "finding", key);
const quoteMark = () => inArticle("quote", quote);

within(() => [
  listed(finding),
  inArticle("said", quote),
  row && document.getElementById(row),
  row && document.getElementById(row)?.closest(".part"),
]);

// --- selecting ---

function select(place) {
  const next = place?.closest(".row")?.id ?? "";
  if (next === row) return;
  if (row) document.getElementById(row)?.classList.remove("selected");
  row = next;
  if (row) document.getElementById(row)?.classList.add("selected");
}

function current(name, value) {
  for (const one of all(`[data-${name}][aria-current]`, article())) one.removeAttribute("aria-current");
  inArticle(name, value)?.setAttribute("aria-current", "true");
}

function goto(place, aloud) {
  place.closest("details:not([open])")?.setAttribute("open", "");
  place.scrollIntoView({ block: "center" });
  place.focus({ preventScroll: true });
  select(place);
  if (aloud) announce(aloud);
}

function words(item) {
  return all(".severity, strong, .where, .excerpt", item).map((one) => one.textContent.trim()).join("，");
}

function toCheck(item) {
  const key = item.dataset.finding ?? item.dataset.listen;
  finding = key;
  quote = item.dataset.listen ?? "";
  for (const one of all(".check[aria-current]")) one.removeAttribute("aria-current");
  item.setAttribute("aria-current", "true");
  const place = inArticle(item.dataset.listen ? "quote" : "marks", key);
  const list = all("#findings > .checks > .check");
  checked = list.indexOf(item);
  const told = `${list.indexOf(item) + 1}／${list.length}：${words(item)}`;
  if (!place) return goto(item, told);
  quote = place.closest("[data-quote]")?.dataset.quote ?? quote;
  const box = document.getElementById("findings");
  box.scrollTop = item.offsetTop - box.offsetTop - 40;
  closeSheet();
  goto(place.closest("[data-quote]") ?? place, told);
}

function step(list, at, by) {
  if (!list.length) return null;
  if (at < 0) return by > 0 ? list[0] : list[list.length - 1];
  return list[Math.min(list.length - 1, Math.max(0, at + by))];
}

function stepCheck(by) {
  const list = all("#findings > .checks > .check");
  let at = list.findIndex((one) => (one.dataset.finding ?? one.dataset.listen) === finding);
  if (at < 0 && checked >= 0) at = by > 0 ? checked - 1 : checked;
  const next = step(list, at, by);
  if (next) toCheck(next);
  else announce("沒有待處理的項目");
}

function toQuote(mark) {
  quote = mark.dataset.quote;
  finding = "";
  current("quote", quote);
  current("said", quote);
  goto(mark, mark.textContent);
}

function stepQuote(by) {
  const list = all("[data-quote]", article());
  let at = list.indexOf(document.activeElement.closest?.("[data-quote]") ?? quoteMark());
  if (at < 0 && row) {
    const here = document.getElementById(row); // from where one is reading
    const before = list.filter((one) => here.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING);
    at = by > 0 ? before.length - 1 : before.length;
    if (at < 0) at = -1;
  }
  const next = step(list, at, by);
  if (next) toQuote(next);
  else announce("這一篇沒有引文");
}

// --- sound ---

function playQuote(mark) {
  if (mark.dataset.quote !== quote) {
    quote = mark.dataset.quote;
    current("quote", quote);
    current("said", quote);
  }
  select(mark);
  const { startMs, endMs } = mark.dataset;
  const said = mark.textContent.replace(mark.querySelector(".unseen").textContent, "");
  play(Number(startMs), Number(endMs), { quote, label: said });
}

function playPlace(button) {
  const { startMs, endMs } = button.dataset;
  const own = button.dataset.for ?? "";
  const ends = "on" in button.dataset || endMs === undefined ? null : Number(endMs);
  play(Number(startMs), ends, { quote: own, label: button.getAttribute("aria-label") ?? "" });
}

on("play", () => {
  if (isPlaying()) return stop();
  const mark = document.activeElement.closest?.("[data-quote]") ?? quoteMark();
  if (mark) return playQuote(mark);
  const cited = row && document.getElementById(row)?.querySelector(".cited [data-play]");
  if (cited) return playPlace(cited);
  resume();
});
on("play-here", () => {
  const mark = document.activeElement.closest?.("[data-quote]");
  if (mark) playQuote(mark);
});

document.addEventListener("click", (event) => {
  const target = event.target;
  const mark = target.closest("#article [data-quote]");
  const button = target.closest("[data-play]");
  const goes = target.closest("[data-goto], [data-goto-quote]");
  const names = listed(target.closest("[data-goto-finding]")?.dataset.gotoFinding);
  const moment = target.closest("#timeline [data-start-ms]");
  const link = target.closest("a[data-marks]");
  if (mark) playQuote(mark);
  else if (button) playPlace(button);
  else if (goes) toCheck(goes.closest(".check"));
  else if (names) {
    event.preventDefault();
    toCheck(names);
  }
  else if (moment) {
    event.preventDefault();
    const known = inArticle("quote", moment.dataset.quote);
    if (known) toQuote(known);
    const end = moment.dataset.quote ? Number(moment.dataset.endMs) : null;
    play(Number(moment.dataset.startMs), end, { quote: moment.dataset.quote ?? "" });
  } else if (link) {
    event.preventDefault();
    const item = listed(link.dataset.marks);
    if (item) {
      finding = link.dataset.marks;
      goto(item, words(item));
    }
  } else if (target.closest(".proof-toggle")) {
    const toggle = target.closest(".proof-toggle");
    const open = toggle.closest(".row").classList.toggle("open");
    toggle.setAttribute("aria-expanded", String(open));
  } else if (target.closest("[data-sheet]")) sheet(target.closest("[data-sheet]").dataset.sheet);
  if (!goes && !names) select(target.closest(".row") ?? (target.closest("#article") ? null : document.getElementById(row)));
});

document.addEventListener("review:time", (event) => {
  for (const one of all("[data-playing]")) one.removeAttribute("data-playing");
  if (!event.detail.playing) return;
  for (const one of all("#article [data-quote], #article [data-for]"))
    if (isPlaying(`${one.dataset.startMs}-${one.dataset.endMs}`)) one.setAttribute("data-playing", "");
});

// --- the sheet of narrow windows ---

function sheet(name) {
  const open = dock.dataset.open === name ? "" : name;
  dock.dataset.open = open;
  for (const one of all("[data-sheet]")) one.setAttribute("aria-expanded", String(one.dataset.sheet === open));
  if (open) document.getElementById(open)?.focus?.();
}

function closeSheet() {
  if (dock.dataset.open) sheet(dock.dataset.open);
}

// --- keys ---

on("next-check", () => stepCheck(1));
on("previous-check", () => stepCheck(-1));
on("next-quote", () => stepQuote(1));
on("previous-quote", () => stepQuote(-1));
on("search", () => {
  if (matchMedia("(max-width: 56rem)").matches && dock.dataset.open !== "transcript") sheet("transcript");
  document.getElementById("find")?.focus();
});
on("go-draft", () => article().querySelector(".headline")?.focus());
on("leave", () => {
  const place = quoteMark() ?? inArticle("marks", finding) ?? (row && document.getElementById(row));
  place?.focus?.({ preventScroll: true });
});
on("go-timeline", () => {
  const place = document.querySelector("#timeline a") ?? document.getElementById("timeline-place");
  place?.scrollIntoView({ block: "center" });
  place?.focus();
});

// What can be signed is asked for when a mend has been shown. A key that is faster waits for it.
let unsigned = false; // was the article changed since?
let wanted = "";
for (const action of ["approve", "publish"]) {
  on(action, () => {
    if (!unsigned) return press(action);
    wanted = action;
    document.body.dispatchEvent(new Event("review:sign"));
  });
}
document.body.addEventListener("review:changed", () => (unsigned = true));
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "signing") return;
  unsigned = false;
  const action = wanted;
  wanted = "";
  if (action) press(action);
});

document.addEventListener("focusin", (event) => {
  const place = event.target.closest?.("#article .row");
  if (place) select(place);
});

// What a mend swapped is found again by its name, and the reader stays where she was.
document.addEventListener("htmx:load", () => {
  if (row) document.getElementById(row)?.classList.add("selected");
  listed(finding)?.setAttribute("aria-current", "true");
  current("quote", quote);
  current("said", quote);
  if (document.activeElement === document.body && row) document.getElementById(row)?.focus({ preventScroll: true });
});

// A link from elsewhere to one finding. The browser goes to its row first, and then we to its words.
window.addEventListener("load", () => {
  const wanted = listed(decodeURIComponent(location.hash).replace(/^#finding-/, ""));
  if (wanted) setTimeout(() => toCheck(wanted), 50);
});
