"""The draft page in a real Chromium: hearing, keys, following, phones, and who reads by ear."""

import array
import json
import math
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import av
import pytest

import chromium
from desk_review import RUN, TOKEN, ReviewDesk, opened
from hostile import MARKUP
from pod2post import codec, runs
from pod2post.hearing import clips, seekable
from pod2post.runs import FILES
from pod2post.values import Audio, Transcript
from sound import frame

pytestmark = pytest.mark.browser
SAMPLE = Path(__file__).parent.parent / "samples" / "interview.mp3"
NEAR_S = 0.3
WATCH = """() => {
  const audio = document.getElementById("audio");
  [window.begun, window.stopped] = [[], []];
  audio?.addEventListener("playing", () => begun.push(audio.currentTime));
  audio?.addEventListener("pause", () => stopped.push(audio.currentTime));
}"""


@dataclass
class Tab:
    """One page in its own context, with what it complained of and what was asked for."""

    page: Any
    complaints: list[str] = field(default_factory=list)
    codes: list[tuple[str, int]] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def focused(self) -> str:
        """The text on which the focus is."""
        return str(self.page.evaluate("document.activeElement.textContent.trim()"))

    def live(self) -> str:
        return str(self.page.text_content("#live"))

    def begun_s(self) -> float:
        """Where the sound began last, as the page itself saw it: a busy machine asks too late."""
        return float(self.page.evaluate("window.begun.at(-1)"))

    def stopped_s(self) -> float:
        return float(self.page.evaluate("window.stopped.at(-1)"))

    def wait(self, what: str) -> None:
        """Until it is true. Playwright's own waiting evaluates text in the page: CSP forbids it."""
        from playwright.sync_api import Error

        for _ in range(500):
            try:
                if self.page.evaluate(f"Boolean({what})"):
                    return
            except Error as error:
                if "context was destroyed" not in str(error):  # the page is being loaded anew
                    raise
            self.page.wait_for_timeout(20)
        raise AssertionError(f"never true: {what}")

    def plays(self, times: int = 1) -> None:
        self.wait(f"window.begun.length >= {times}")

    def stops(self) -> None:
        self.wait("window.stopped.length && document.getElementById('audio').paused")


def with_sound(desk: ReviewDesk, file: Path = SAMPLE) -> None:
    audio = runs.finished(desk.run, Audio, FILES["fetch"])
    here = replace(audio, origin=str(file), size=file.stat().st_size)
    desk.run.path(FILES["fetch"]).write_bytes(codec.readable(here).encode())


@pytest.fixture(scope="module")
def running(chromium_here: None) -> Iterator[Any]:
    with chromium.browser() as made:
        yield made


@pytest.fixture(scope="module")
def sounding(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReviewDesk]:
    """A run with its recording, which no test changes."""
    with opened(tmp_path_factory.mktemp("sounding")) as made:
        with_sound(made)
        yield made


@contextmanager
def tab(running: Any, desk: ReviewDesk, width: int = 1280, **wish: Any) -> Iterator[Tab]:
    """The draft page, whole; it must have had no fault by the end."""
    height = 844 if width < 600 else 800
    context = running.new_context(
        viewport={"width": width, "height": height}, locale="zh-TW", **wish
    )
    try:
        made = Tab(context.new_page())
        made.page.on(
            "console", lambda row: made.complaints.append(row.text) if row.type == "error" else None
        )
        made.page.on("pageerror", lambda error: made.complaints.append(str(error)))
        made.page.on("response", lambda row: made.codes.append((row.url, row.status)))
        made.page.goto(f"http://127.0.0.1:{desk.port}/runs/{RUN}?token={TOKEN}")
        for part in ("#transcript", "#timeline", "section#signing"):
            made.page.wait_for_selector(part, state="attached")
        made.page.evaluate(WATCH)
        yield made
        assert made.complaints == []
    finally:
        context.close()


@pytest.fixture
def here(running: Any, sounding: ReviewDesk) -> Iterator[Tab]:
    with tab(running, sounding) as made:
        yield made


# --- hearing ----------------------------------------------------------------------------


def test_a_click_on_a_quotation_plays_exactly_that_moment(here: Tab) -> None:
    quote = here.page.locator("#article [data-quote=s1q1]")
    start, end = (int(quote.get_attribute(f"data-{edge}-ms")) / 1000 for edge in ("start", "end"))
    quote.click()
    here.plays()
    here.stops()
    assert here.begun_s() == pytest.approx(start - 1, abs=NEAR_S)
    assert here.stopped_s() == pytest.approx(end, abs=NEAR_S)
    assert 206 in [code for url, code in here.codes if url.endswith("/audio")]


def test_space_plays_and_stops_what_n_went_to(here: Tab) -> None:
    here.press("n", "n", "Space")
    here.plays()
    assert here.begun_s() == pytest.approx(44.544 - 1, abs=NEAR_S)
    assert "我離開" in here.page.text_content("#playing")
    here.wait("document.querySelector('#article [data-quote][data-playing]')")
    here.press("Space")
    here.stops()
    here.wait("!document.querySelector('#article [data-playing]')")


def test_a_cue_plays_on_and_a_cited_span_stops(here: Tab) -> None:
    here.page.click("#cues [data-cue=c0012] button")
    here.plays()
    here.wait("document.getElementById('audio').currentTime > 38.3")  # c0012 ends at 37.9
    here.page.click("#evidence-s1-2 .cited > button")
    here.wait("document.getElementById('audio').currentTime > 48")
    here.press("Escape")
    here.page.evaluate("document.getElementById('audio').playbackRate = 2")
    here.stops()
    end = int(here.page.get_attribute("#evidence-s1-2 .cited > button", "data-end-ms")) / 1000
    assert here.stopped_s() == pytest.approx(end, abs=NEAR_S)


def test_the_rate_is_remembered(here: Tab) -> None:
    here.press("]", "]")
    assert here.live() == "速度 1.5 倍"
    here.page.reload()
    here.page.wait_for_selector("#rate")
    here.wait("document.getElementById('audio').playbackRate === 1.5")
    here.press("[")
    assert here.page.input_value("#rate") == "1.25"


def tones(path: Path, seconds: int) -> Path:
    """An mp3 of changing bit rate and without an index whose pitch tells the second."""
    rate, noise = 16_000, random.Random(1)
    with av.open(str(path), "w", options={"write_xing": "0", "id3v2_version": "0"}) as box:
        stream = box.add_stream("libmp3lame", rate=rate, layout="mono")
        stream.codec_context.global_quality = 4 * 118
        stream.codec_context.flags |= av.codec.context.Flags.qscale
        for second in range(seconds):
            step, loud = math.tau * (400 + 40 * second) / rate, 5000 if second // 15 % 2 else 0
            rough = [noise.randint(-loud, loud) for _ in range(rate)]
            block = array.array(
                "h", [int(6000 * math.sin(step * i)) + rough[i] for i in range(rate)]
            )
            box.mux(stream.encode(frame(block.tobytes(), rate, second * rate)))
        box.mux(stream.encode(None))
    return path


def test_a_moment_of_a_file_without_an_index_is_that_moment(running: Any, tmp_path: Path) -> None:
    """`currentTime` is what the browser believes; the pitch says what is heard."""
    path = tones(tmp_path / "tones.mp3", 75)
    assert seekable.guessed(path)
    listen = """async (seconds) => {
      const audio = document.getElementById("audio"), room = new AudioContext();
      const ear = room.createAnalyser();
      ear.fftSize = 4096; ear.smoothingTimeConstant = 0;
      room.createMediaElementSource(audio).connect(ear); ear.connect(room.destination);
      await room.resume();
      const heard = [];
      for (const second of seconds) {
        audio.currentTime = second;
        await new Promise((done) => audio.addEventListener("seeked", done, {once: true}));
        await audio.play();
        const bins = new Float32Array(ear.frequencyBinCount);
        for (let tries = 0; tries < 100; tries++) {
          await new Promise((done) => setTimeout(done, 30));
          ear.getFloatFrequencyData(bins);
          if (audio.currentTime > second + 0.1 && Math.max(...bins) > -60) break;
        }
        const top = bins.indexOf(Math.max(...bins));
        heard.push([(top * room.sampleRate / ear.fftSize - 400) / 40, audio.currentTime]);
        audio.pause();
      }
      return heard;
    }"""
    with opened(tmp_path / "desk") as desk:
        with_sound(desk, path)
        with tab(running, desk) as made:
            made.page.mouse.click(5, 5)
            heard = made.page.evaluate(listen, [12.3, 47.3, 66.3])
    # A busy machine may be late; what is heard is then a later second, and is believed to be.
    for second, believed in heard:
        assert round(second) in (int(believed - 0.2), int(believed))
    assert [int(believed) // 10 for _, believed in heard] == [1, 4, 6]


def test_clips_play_where_the_recording_is_gone(running: Any, tmp_path: Path) -> None:
    with opened(tmp_path) as desk:
        with_sound(desk)
        clips.cut(desk.run, "s1q1")
        audio = runs.finished(desk.run, Audio, FILES["fetch"])
        gone = replace(audio, origin=str(tmp_path / "gone.mp3"))
        desk.run.path(FILES["fetch"]).write_bytes(codec.readable(gone).encode())
        with tab(running, desk) as made:
            made.page.click("#article [data-quote=s1q2]")
            assert "沒有留下片段" in made.live()
            made.page.click("#article [data-quote=s1q1]")
            made.plays()
            made.stops()
            assert made.begun_s() < NEAR_S
            assert made.stopped_s() == pytest.approx(37.944 - 36.164 + 1, abs=NEAR_S)
            made.wait("document.querySelector('#cues [data-cue=c0012][aria-current]')")


def test_without_any_sound_keys_say_so(running: Any, tmp_path: Path) -> None:
    with opened(tmp_path) as desk, tab(running, desk) as made:
        made.press("n", "Space")
        assert "不能播放" in made.live()
        made.press("j")
        assert made.focused() == "34 億"


# --- keys -------------------------------------------------------------------------------


def test_j_and_k_go_through_the_findings_and_mark_the_words(here: Tab) -> None:
    seen = []
    for _ in range(4):
        here.press("j")
        seen.append(here.focused())
    assert seen == ["34 億", "Drumfich", "дашборд", "团"]
    assert here.live().startswith("4／5：錯誤，簡體字，我的觀察，第 7 段")
    here.press("j")  # the fifth has no place in the text: the focus is on its row
    assert here.focused().startswith("留意")
    here.press("j", "k", "k")
    assert here.focused() == "дашборд"
    assert here.page.locator("#findings .check[aria-current]").count() == 1
    selected = here.page.locator(".row.selected")
    assert selected.get_attribute("id") == "row-s3-0"


def test_a_click_on_a_finding_goes_to_its_words(here: Tab) -> None:
    here.page.click("#findings .check:nth-child(3) .goto")
    assert here.focused() == "дашборд"
    box = here.page.locator("mark:focus").bounding_box()
    assert 0 < box["y"] < 700


def test_n_and_p_go_through_the_quotations(here: Tab) -> None:
    here.press("n", "n", "n", "p")
    assert here.focused().startswith("「我離開")
    here.press("j", "j")  # in the second section; on from there, not from the quotation before
    here.press("n")
    assert here.page.evaluate("document.activeElement.dataset.quote").startswith("s2")


def test_a_sequence_needs_both_its_keys(here: Tab) -> None:
    here.press("g", "j")
    assert here.focused() == "34 億"
    here.press("g", "l")
    here.page.wait_for_selector("#runs")


def test_help_opens_over_the_page_and_closes(here: Tab) -> None:
    here.press("?")
    assert here.page.locator("#keys[open]").count() == 1
    here.press("j")
    assert here.page.locator(".check[aria-current]").count() == 0
    here.press("Escape")
    assert here.page.locator("#keys[open]").count() == 0
    here.press("?", "?")
    assert here.page.locator("#keys[open]").count() == 0


def test_an_input_method_at_work_gets_all_keys(here: Tab) -> None:
    send = "(how) => document.body.dispatchEvent(new KeyboardEvent('keydown', how))"
    marks = here.page.locator(".check[aria-current]")
    key = {"key": "j", "code": "KeyJ", "bubbles": True, "cancelable": True}
    here.page.evaluate(send, {**key, "isComposing": True})
    here.page.evaluate(send, {**key, "key": "Process", "keyCode": 229})
    assert marks.count() == 0
    # Not composing, but a Zhuyin layout: the key J tells ㄨ.
    here.page.evaluate(send, {**key, "key": "ㄨ"})
    assert marks.count() == 1
    here.page.evaluate(send, {**key, "key": "ㄥ", "code": "Slash"})
    assert here.page.evaluate("document.activeElement.id") == "find"


def test_in_a_text_box_letters_are_letters(here: Tab) -> None:
    here.press("/")
    here.page.keyboard.type("jnp?a ")
    assert here.page.input_value("#find") == "jnp?a "
    assert here.page.locator(".check[aria-current]").count() == 0
    assert here.page.locator("#keys[open]").count() == 0
    here.press("Escape")
    assert here.page.evaluate("document.activeElement.id") != "find"
    here.press("j", "/", "Escape")  # back where she was
    assert here.focused() == "34 億"


def test_keys_with_control_and_alt_are_the_browsers(here: Tab) -> None:
    here.press("Control+j", "Alt+j", "Control+e")
    assert here.page.locator(".check[aria-current]").count() == 0


def test_e_opens_the_box_of_the_paragraph_that_was_gone_to(here: Tab) -> None:
    here.press("j", "e")
    box = here.page.locator("#row-s1-2 textarea")
    box.wait_for()
    assert "34 億" in box.input_value()
    here.press("Escape")
    box.wait_for(state="detached")


def test_a_key_that_could_mean_many_places_asks_for_one(here: Tab) -> None:
    for key in ("w", "e", "h", "x", "r"):
        here.press(key)
        assert "請先選一處" in here.live()
        here.page.evaluate("document.getElementById('live').textContent = ''")
    assert here.page.locator(".slot > *").count() == 0


def test_after_a_mend_the_next_finding_is_the_one_that_followed(
    running: Any, tmp_path: Path
) -> None:
    with opened(tmp_path) as desk, tab(running, desk) as made:
        made.press("j", "j", "e")
        box = made.page.locator("#row-s2-3 textarea")
        box.wait_for()
        box.fill(box.input_value().replace("Drumfich", "Drumfish"))
        made.press("Control+Enter")
        made.wait("document.querySelectorAll('#findings > .checks > .check').length === 4")
        assert "錯誤 3" in made.page.text_content("#counts")
        made.wait("document.activeElement.closest('#row-s2-3') !== null")
        assert made.page.locator("#row-s2-3.selected").count() == 1
        made.press("j")
        assert made.focused() == "дашборд"
        made.press("k")
        assert made.focused() == "34 億"


def test_a_link_to_a_finding_leads_to_its_words(running: Any, sounding: ReviewDesk) -> None:
    with tab(running, sounding) as made:
        key = made.page.get_attribute("#findings .check >> nth=2", "data-finding")
        made.page.goto("about:blank")
        made.page.goto(f"http://127.0.0.1:{sounding.port}/runs/{RUN}#finding-{key}")
        made.wait("document.activeElement.textContent === 'дашборд'")


def test_the_help_button_of_every_page_opens_the_help(here: Tab, sounding: ReviewDesk) -> None:
    here.page.click("nav [data-action=help]")
    assert here.page.locator("#keys[open]").count() == 1
    here.press("Escape", "g", "p")
    here.page.wait_for_url(f"http://127.0.0.1:{sounding.port}/runs/{RUN}/plan")
    here.page.click("nav [data-action=help]")
    assert here.page.locator("#keys[open]").count() == 1
    here.press("Escape", "g", "d")
    here.page.wait_for_url(f"http://127.0.0.1:{sounding.port}/runs/{RUN}")


def test_space_on_a_button_is_that_buttons(here: Tab) -> None:
    here.page.focus("#follow")
    here.press("Space")
    assert here.page.is_checked("#follow") is False
    assert here.page.evaluate("document.getElementById('audio').paused")


# --- the transcript ---------------------------------------------------------------------


def test_the_transcript_follows_the_sound(here: Tab) -> None:
    here.page.click("#article [data-quote=s3q5]")
    here.plays()
    here.wait("document.querySelector('#cues [data-cue=c0081][aria-current]')")
    inside = """() => {
      const cue = document.querySelector('#cues [aria-current]').getBoundingClientRect();
      const pane = document.getElementById('cues').getBoundingClientRect();
      return cue.top >= pane.top - 1 && cue.top < pane.bottom;
    }"""
    assert here.page.evaluate(inside)
    assert here.page.locator("#cues [aria-current]").count() == 1


def test_the_transcript_is_searched(here: Tab, sounding: ReviewDesk) -> None:
    whole = runs.finished(sounding.run, Transcript, FILES["attribute"])
    expected = sum("greywick" in cue.text.lower() for cue in whole.cues)
    assert expected > 2
    here.press("/")
    here.page.keyboard.type("greywick")
    here.wait(f"document.getElementById('found').textContent === '第 1 句，共 {expected} 句'")
    assert here.page.locator("#cues .cue:has(mark.hit)").count() == expected
    here.press("Enter")
    assert here.page.text_content("#found") == f"第 2 句，共 {expected} 句"
    here.page.fill("#find", "no such words")
    here.wait("document.getElementById('found').textContent === '沒有'")
    assert here.page.locator("#cues mark").count() == 0


def test_arrows_move_in_the_transcript_and_enter_plays(here: Tab) -> None:
    here.page.focus("#cues")
    here.press("ArrowDown", "ArrowDown", "Enter")
    here.plays()
    second = here.page.get_attribute("#cues .cue >> nth=1", "data-start-ms")
    assert here.begun_s() == pytest.approx(int(second) / 1000, abs=NEAR_S)


# --- texts, phones, ears ----------------------------------------------------------------


def test_markup_in_every_text_is_shown_as_text(running: Any, tmp_path: Path) -> None:
    with opened(tmp_path) as desk:
        for n, (name, old) in enumerate(
            (
                ("1-source.json", "Lantern Hour"),
                ("3-transcript.json", "Let's begin with the exit."),
                ("4-segments.json", "Walking out of Halcyon Forge"),
                ("5-plan.json", "開場介紹，內容在後面各節都有"),
                ("7-draft.json", "每個問題都變成還要多大"),
                ("7-draft.json", "這個問題的代價有具體的數字。"),
                ("7-draft.json", "邊緣運算"),
                ("6-quotes.json", "逐字稿裡沒有這段話"),
            )
        ):
            desk.exchange(name, old, json.dumps(MARKUP[n])[1:-1])
        with tab(running, desk) as made:
            for _ in range(6):
                made.press("j", "n")
            assert made.page.evaluate(chromium.TEASE.replace("runs ||", "")) is False
            assert MARKUP[1] in made.page.text_content("#cues")
            assert MARKUP[5] in made.page.text_content("#article")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_has_no_serious_finding(
    running: Any, sounding: ReviewDesk, width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with tab(running, sounding, width, color_scheme=scheme) as made:
        made.press("j")
        # What is dark differs in its colours alone.
        wish = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
        found = Axe().run(made.page, options=wish).response["violations"]
        serious = [
            (row["id"], [node["target"] for node in row["nodes"]][:3])
            for row in found
            if row["impact"] in ("serious", "critical")
        ]
        assert serious == []


def test_on_a_phone_the_evidence_is_a_sheet_below_its_paragraph(
    running: Any, sounding: ReviewDesk
) -> None:
    with tab(running, sounding, 390) as made:
        page = made.page
        assert not page.is_visible("#evidence-s1-0")
        page.click("#row-s1-0 .proof-toggle")
        assert page.is_visible("#evidence-s1-0")
        assert page.get_attribute("#row-s1-0 .proof-toggle", "aria-expanded") == "true"
        text, proof = (
            page.locator(f"{row}").bounding_box() for row in ("#row-s1-0 .text", "#evidence-s1-0")
        )
        assert proof["y"] >= text["y"] + text["height"] - 1
        assert not page.is_visible("#findings")
        page.click("[data-sheet=findings]")
        page.click("#findings .check:nth-child(2) .goto")
        assert made.focused() == "Drumfich"
        assert not page.is_visible("#findings")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390


def test_spoken_words_are_marked_as_english_and_the_page_as_taiwanese(here: Tab) -> None:
    assert here.page.get_attribute("html", "lang") == "zh-Hant-TW"
    spoken = here.page.locator("blockquote, #cues .words")
    assert set(spoken.evaluate_all("all => all.map((one) => one.lang)")) == {"en"}


def test_chinese_is_set_for_reading(here: Tab) -> None:
    row = here.page.locator("#row-s1-3 .paragraph")
    size, height, width = row.evaluate(
        "one => { const s = getComputedStyle(one);"
        " return [parseFloat(s.fontSize), parseFloat(s.lineHeight), one.clientWidth]; }"
    )
    assert height / size >= 1.7
    assert 30 <= width / size <= 37
    family = row.evaluate("one => getComputedStyle(one).fontFamily")
    assert re.search(r"Noto Sans TC.*PingFang TC.*Microsoft JhengHei", family)
