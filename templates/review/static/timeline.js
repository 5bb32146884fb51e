// The picture of the episode: a line where the sound is, and a click anywhere plays on from there.
import { at, play, silent } from "./player.js";

const picture = () => document.getElementById("timeline");

function share(svg, ms) {
  const { beginMs, endMs } = svg.dataset;
  return (ms - Number(beginMs)) / (Number(endMs) - Number(beginMs));
}

// Above the article only its upper part is shown, until the whole is asked for.
function unfold(whole) {
  const button = document.querySelector(".picture-more");
  if (!button || !picture()) return;
  const svg = picture();
  svg.dataset.whole ??= svg.getAttribute("height");
  svg.setAttribute("height", whole ? svg.dataset.whole : button.dataset.strip);
  svg.classList.toggle("tl-strip", !whole);
  button.setAttribute("aria-expanded", String(whole));
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "timeline-place") unfold(sessionStorage.getItem("pod2post-timeline") === "whole");
});
document.addEventListener("click", (event) => {
  const button = event.target.closest?.(".picture-more");
  if (!button) return;
  const whole = button.getAttribute("aria-expanded") !== "true";
  sessionStorage.setItem("pod2post-timeline", whole ? "whole" : "strip");
  unfold(whole);
});

document.addEventListener("review:time", () => {
  const line = picture()?.querySelector(".tl-playhead");
  if (!line) return;
  const part = share(picture(), at());
  line.setAttribute("visibility", part >= 0 && part <= 1 ? "visible" : "hidden");
  const x = `${(100 * Math.min(1, Math.max(0, part))).toFixed(3)}%`;
  line.setAttribute("x1", x);
  line.setAttribute("x2", x);
});

document.addEventListener("click", (event) => {
  const svg = event.target.closest?.("#timeline");
  if (!svg || silent || event.target.closest("[data-start-ms], a")) return;
  const box = svg.getBoundingClientRect();
  const part = (event.clientX - box.left) / box.width;
  const { beginMs, endMs } = svg.dataset;
  play(Math.round(Number(beginMs) + part * (Number(endMs) - Number(beginMs))), null);
});
