// The plan: a segment that no section uses asks why; what is typed stays in this browser.
import "./keys.js";

const PREFIX = "pod2post:plan:";
const form = () => document.getElementById("plan");

function said() {
  return [...new FormData(form())].filter(([name]) => name !== "base");
}

document.addEventListener("change", (event) => {
  const segment = event.target.closest?.(".plan-segment");
  if (segment && event.target.name?.startsWith("where-")) segment.classList.toggle("out", !event.target.value);
});

document.addEventListener("input", (event) => {
  if (!event.target.closest?.("#plan")) return;
  try {
    localStorage.setItem(PREFIX + form().dataset.run, JSON.stringify(said()));
  } catch {
    // a full store loses a convenience, and the form still holds the text
  }
});

function restore() {
  const kept = localStorage.getItem(PREFIX + form()?.dataset.run);
  if (!kept || kept === JSON.stringify(said())) return;
  const rows = new Map(JSON.parse(kept));
  for (const field of form().elements) {
    if (!field.name || field.name === "base") continue;
    if (field.type === "checkbox") field.checked = rows.has(field.name);
    else if (rows.has(field.name)) field.value = rows.get(field.name);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const note = document.createElement("p");
  note.className = "offered";
  note.textContent = "這是你先前改的、還沒存的大綱。重新整理不會不見；存了就清掉。";
  form().prepend(note);
}

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.requestConfig?.elt?.id === "plan" && event.detail.xhr.status === 200) {
    localStorage.removeItem(PREFIX + event.detail.requestConfig.elt.dataset.run);
  }
});

restore();
