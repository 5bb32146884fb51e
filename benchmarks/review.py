"""The review page of a long episode, in a real Chromium: how soon it is there, how soon a mend is.

    python -m benchmarks.review --json

Three hours of made-up talk: 2,000 cues, 6 sections, 60 quotations. `first_paint_ms`: from the
click to the first contentful paint, the first time that a fresh server shows this draft, which
is when it is checked by all rules; `next_paint_ms` once it was. `edit_ms`: from Ctrl+Enter in a
paragraph's box until the paragraph on the page is the new one; the median, and `edit_p95_ms`.
`rss_growth_mb`: by how much the server's memory grew over the last 450 of 500 mends, once what
is read in the background is there.
`list_ms`: a workspace of 300 runs. The dictionary and the text encoder are used where they lie in
the weights folder; `conditions` says so.
"""

import argparse
import contextlib
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests")]  # its files name each other as the tests do

from benchmarks import episode  # noqa: E402
from benchmarks.episode import CUES, QUOTES, RUNS, SECTIONS  # noqa: E402
from chromium import browser, missing  # noqa: E402
from pod2post import settings  # noqa: E402
from pod2post.settings import weights_folder  # noqa: E402

MENDS, WARM, IN_BROWSER = 500, 50, 25
SETTLING = 12  # times five seconds
GOALS = {"first_paint_ms": 1000, "edit_ms": 200, "list_ms": 1000}


# --- the server -------------------------------------------------------------------------


@contextlib.contextmanager
def serving(workspace: Path) -> Iterator[tuple[str, int]]:
    """The printed address of `pod2post review`, and the process's number."""
    words = ("review", "--no-browser", "--json", "--port", "0", "--editor", "Ada Example")
    command = [sys.executable, "-m", "pod2post", *words, "--workspace", str(workspace)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield json.loads(process.stdout.readline())["address"], process.pid
        finally:
            process.terminate()
            process.wait(30)


def rss_mb(pid: int) -> float:
    """What the process holds in memory now (Linux)."""
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", text)
    return int(found[1]) / 1024 if found else 0.0


# --- in the browser ---------------------------------------------------------------------

PAINT = """() => new Promise(done => {
  const look = () => {
    const [found] = performance.getEntriesByName('first-contentful-paint');
    found ? done(found.startTime) : setTimeout(look, 10);
  };
  look();
})"""
# From the key to the new text: listens for what htmx says when everything was swapped.
KEEP = """([section, text]) => new Promise(done => {
  const box = document.querySelector('form.mend-box');
  const field = box.querySelector('textarea');
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  const place = document.getElementById('article') ?? document.body;
  const began = performance.now();
  const look = () => {
    if (document.getElementById(section).textContent.includes(text.slice(0, 20))
        && !document.querySelector('form.mend-box')) done(performance.now() - began);
    else requestAnimationFrame(look);
  };
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true }));
  look();
})"""


def first_looks(page: Any, base: str, place: str) -> tuple[float, float]:
    """The first paint of the draft, and of the same once more."""
    times = []
    for _ in range(2):
        page.goto(f"{base}{place}", wait_until="load")
        times.append(page.evaluate(PAINT))
    return times[0], times[1]


def mends(page: Any, base: str, place: str) -> list[float]:
    """Milliseconds of each of some mends, every one in another paragraph."""
    page.goto(f"{base}{place}", wait_until="networkidle")
    times = []
    for number in range(IN_BROWSER):
        section, paragraph = f"s{number % SECTIONS + 1}", number % 10
        row = page.locator(f"#section-{section} [data-paragraph='{paragraph}']").first
        row.scroll_into_view_if_needed()
        button = page.locator(
            f"button[hx-get*='kind=paragraph&section={section}&paragraph={paragraph}']"
        ).first
        button.dispatch_event("click")
        page.wait_for_selector("form.mend-box textarea")
        text = f"第 {number} 次修改，" + page.locator("form.mend-box textarea").first.input_value()
        times.append(page.evaluate(KEEP, [f"section-{section}", text]))
    return times


class _Form(HTMLParser):
    """The fields of the one form in a fragment."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = dict(attrs)
        name = have.get("name") or ""
        if tag == "input" and name:
            self.fields[name] = have.get("value") or ""
        self.inside = name if tag == "textarea" else ""
        if self.inside:
            self.fields[name] = ""

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.fields[self.inside] += data

    def handle_endtag(self, tag: str) -> None:
        self.inside = "" if tag == "textarea" else self.inside


ASK = """async ([address, body]) => {
  const head = { ...JSON.parse(document.body.getAttribute('hx-headers')), 'HX-Request': 'true' };
  const sent = body && new URLSearchParams(body);
  const made = await fetch(address, sent ? { method: 'POST', body: sent, headers: head }
                                         : { headers: head });
  return [made.status, await made.text()];
}"""


def settled(pid: int) -> None:
    """Wait until dictionary and encoder, which are read in the background, are in memory."""
    for _ in range(SETTLING):
        before = rss_mb(pid)
        time.sleep(5)
        if abs(rss_mb(pid) - before) < 1:
            return


def grown(page: Any, place: str, pid: int) -> dict[str, float]:
    """500 mends by fetch from the page itself, and what they left in memory."""
    sizes, times = [], []
    for number in range(MENDS):
        section, paragraph = f"s{number % SECTIONS + 1}", number % 10
        which = f"kind=paragraph&section={section}&paragraph={paragraph}"
        code, text = page.evaluate(ASK, [f"{place}/edit/box?{which}", None])
        assert code == 200, text[:300]
        form = _Form()
        form.feed(text)
        (name,) = [key for key in form.fields if key == "text"]
        form.fields[name] = re.sub(r"^第 \d+ 次修改，", "", form.fields[name].lstrip("\n"))
        form.fields[name] = f"第 {number} 次修改，{form.fields[name]}"
        began = time.perf_counter()
        code, text = page.evaluate(ASK, [f"{place}/edit/keep", form.fields])
        times.append(1000 * (time.perf_counter() - began))
        assert code == 200, text[:300]
        if number + 1 in (WARM, MENDS):
            sizes.append(rss_mb(pid))
    return {
        "rss_growth_mb": round(sizes[-1] - sizes[0], 1),
        "rss_mb": round(sizes[-1], 1),
        "post_ms": round(statistics.median(times), 1),
        "post_last_50_ms": round(statistics.median(times[-50:]), 1),
    }


def measured() -> dict[str, Any]:
    """All figures, with the conditions under which they were taken."""
    made: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder, browser() as running:
        workspace = Path(folder) / "one"
        run = episode.kept(workspace)
        place = f"/runs/{run.folder.name}"
        with serving(workspace) as (address, pid):
            base = address.partition("/?")[0]
            page = running.new_page(viewport={"width": 1280, "height": 900})
            page.goto(address, wait_until="load")
            first, again = first_looks(page, base, place)
            made |= {"first_paint_ms": round(first), "next_paint_ms": round(again)}
            times = mends(page, base, place)
            made["edit_ms"] = round(statistics.median(times))
            made["edit_p95_ms"] = round(statistics.quantiles(times, n=20)[-1])
            settled(pid)
            made |= grown(page, place, pid)
        made["list_ms"] = round(listed(running, Path(folder) / "many"))
    return made


def listed(running: Any, workspace: Path) -> float:
    """The first paint of the list of 300 runs, by a server that has just been started."""
    episode.many(workspace)
    with serving(workspace) as (address, _):
        page = running.new_page(viewport={"width": 1280, "height": 900})
        page.goto(address, wait_until="load")
        shown = page.evaluate(PAINT)
        assert page.locator("li.run").count() == RUNS
    return float(shown)


def conditions() -> dict[str, Any]:
    """What the figures hang on."""
    models = weights_folder(settings.load(None).weights)
    return {
        "cpus": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "dictionary": (models / "cc-cedict").is_dir(),
        "encoder": (models / "multilingual-e5-small").is_dir(),
        "cues": CUES,
        "quotations": QUOTES,
        "mends": MENDS,
    }


def main() -> int:
    """Print the figures; 1 where one misses its goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    args = parser.parse_args()
    if reason := missing():
        print(reason, file=sys.stderr)
        return 2
    figures = {**measured(), "conditions": conditions()}
    missed = [name for name, most in GOALS.items() if figures[name] > most]
    if args.json:
        print(json.dumps({**figures, "missed": missed}))
    else:
        print(*(f"{name}: {figure}" for name, figure in figures.items()), sep="\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
