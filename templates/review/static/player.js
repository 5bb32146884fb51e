// The one player: plays a moment from a second before it to its end, or on from a place.
import { announce, on } from "./keys.js";

const LEAD_MS = 1000;
const RATES = ["0.75", "1", "1.25", "1.5", "1.75", "2"];
const audio = document.getElementById("audio");
const bar = document.getElementById("player");
const clips = new Map(
  [...(bar?.querySelectorAll("[data-clip]") ?? [])].map((one) => [
    one.dataset.clip,
    { address: one.dataset.address, start: Number(one.dataset.startMs) },
  ]),
);
let stopAt = Infinity; // ms of the recording
let offset = 0; // ms of the recording at which the loaded file begins
let moment = ""; // what is being played, as a key of its own

export const silent = !audio;

export function clock(ms) {
  const all = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, String(all % 60).padStart(2, "0")];
  return h ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`;
}

export function at() {
  return audio ? audio.currentTime * 1000 + offset : 0;
}

export function isPlaying(key) {
  return Boolean(audio) && !audio.paused && (key === undefined || key === moment);
}

// `end`: null plays on. `quote`: whose own clip there may be. Again on the same moment stops it.
export function play(start, end, { quote = "", label = "" } = {}) {
  if (!audio) return announce("錄音已不在這台電腦上，不能播放");
  const key = `${start}-${end ?? ""}`;
  if (isPlaying(key)) return stop();
  if (!loaded(quote)) return announce("這則引文沒有留下片段，不能播放");
  moment = key;
  stopAt = end ?? Infinity;
  const from = Math.max(0, (end === null ? start : start - LEAD_MS) - offset) / 1000;
  const begin = () => {
    audio.currentTime = from;
    audio.play().then(watch, failed);
  };
  if (audio.readyState >= HTMLMediaElement.HAVE_METADATA) begin();
  else {
    const off = new AbortController();
    const once = { once: true, signal: off.signal };
    audio.addEventListener("loadedmetadata", () => (off.abort(), begin()), once);
    audio.addEventListener("error", () => (off.abort(), failed(audio.error)), once);
    audio.preload = "auto";
    audio.load();
  }
  show(label);
}

function loaded(quote) {
  if (bar.dataset.sound === "whole") return true;
  const clip = clips.get(quote);
  if (!clip) return false;
  if (audio.dataset.clip !== quote) {
    audio.dataset.clip = quote;
    audio.src = clip.address;
    offset = clip.start;
    audio.playbackRate = Number(rate.value);
  }
  return true;
}

export function stop() {
  audio?.pause();
}

export function resume() {
  if (!audio) return announce("錄音已不在這台電腦上，不能播放");
  if (!audio.paused) return stop();
  if (!audio.src && !audio.currentSrc) return announce("請先選一則引文");
  stopAt = Infinity;
  moment = "";
  audio.play().then(watch, failed);
}

function failed(error) {
  if (error?.name === "AbortError") return; // another moment was asked for
  announce("瀏覽器不能播放這份錄音");
  show("瀏覽器不能播放這份錄音");
}

// Every frame: `timeupdate` comes four times a second, too seldom to stop at a word.
function watch() {
  if (audio.paused) return;
  if (at() >= stopAt) stop();
  else requestAnimationFrame(watch);
}

function show(text) {
  const place = document.getElementById("playing");
  if (place) place.textContent = text;
}

const seek = document.getElementById("seek");
const now = document.getElementById("now");
const rate = document.getElementById("rate");

function told() {
  const ms = at();
  if (now) now.textContent = clock(ms);
  if (seek && audio.duration) {
    seek.value = String(Math.round((1000 * audio.currentTime) / audio.duration));
    seek.setAttribute("aria-valuetext", clock(ms));
  }
  document.dispatchEvent(new CustomEvent("review:time", { detail: { ms, playing: !audio.paused } }));
}

function setRate(value, aloud = true) {
  if (!RATES.includes(value)) return;
  rate.value = value;
  audio.playbackRate = Number(value);
  audio.defaultPlaybackRate = Number(value);
  localStorage.setItem("pod2post-rate", value);
  if (aloud) announce(`速度 ${value} 倍`);
}

function stepRate(step) {
  if (!audio) return;
  const next = RATES.indexOf(rate.value) + step;
  setRate(RATES[Math.min(RATES.length - 1, Math.max(0, next))]);
}

if (audio) {
  for (const name of ["timeupdate", "seeked", "play", "pause", "ended"]) audio.addEventListener(name, told);
  for (const name of ["play", "pause", "ended"])
    audio.addEventListener(name, () => {
      bar.classList.toggle("is-playing", !audio.paused);
      bar.querySelector(".toggle").setAttribute("aria-pressed", String(!audio.paused));
    });
  seek.addEventListener("input", () => {
    if (!audio.duration) return;
    stopAt = Infinity;
    audio.currentTime = (Number(seek.value) / 1000) * audio.duration;
  });
  rate.addEventListener("change", () => setRate(rate.value));
  setRate(localStorage.getItem("pod2post-rate") ?? "1", false);
  on("slower", () => stepRate(-1));
  on("faster", () => stepRate(1));
  bar.querySelector(".toggle").addEventListener("click", resume);
}
