// What every page does: say aloud what happened, and say so when the server is gone.
const said = document.getElementById("said");

export function say(text) {
  if (said) said.textContent = text;
}

document.addEventListener("htmx:sendError", () => say("連不上校閱頁：程式可能已經關閉。你打的字還在，請先不要關掉分頁。"));
document.addEventListener("htmx:responseError", (event) => {
  const code = event.detail.xhr.status;
  if (code === 401) say("這個分頁已失效：請從終端機裡的網址重新進來。");
  else if (code === 403) say("請重新整理這一頁再試。");
  else say(`無法完成（${code}）。`);
});
