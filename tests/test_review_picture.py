"""Time line and report as the page serves them."""

import xml.etree.ElementTree as ET

import pytest

from desk_review import RUN, ReviewDesk, desk, shared_desk  # noqa: F401
from pod2post.picture import timeline
from pod2post.reporting import report


def test_the_time_line_is_a_fragment_of_the_page_and_a_file_of_its_own(
    shared_desk: ReviewDesk,  # noqa: F811
) -> None:
    here = shared_desk.visitor()
    fragment = here.get(f"/runs/{RUN}/timeline")
    assert fragment.code == 200
    assert fragment.text.count('<svg id="timeline"') == 1
    assert "段落一覽" in fragment.text
    file = here.get(f"/runs/{RUN}/timeline.svg")
    assert file.headers["content-type"] == "image/svg+xml"
    assert ET.fromstring(file.text).tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize("name", ["timeline.svg", "report.html"])
def test_a_file_that_is_opened_by_itself_may_do_nothing(
    name: str,
    shared_desk: ReviewDesk,  # noqa: F811
) -> None:
    answer = shared_desk.visitor().get(f"/runs/{RUN}/{name}")
    policy = answer.headers["content-security-policy"].split("; ")
    style = timeline.style() if name.endswith("svg") else report.styled()
    assert {"default-src 'none'", "sandbox", f"style-src '{report.hashed(style)}'"} <= set(policy)
    assert style in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["timeline", "timeline.svg", "report.html"])
def test_neither_is_shown_to_a_stranger_nor_of_a_run_that_is_not_there(
    name: str,
    shared_desk: ReviewDesk,  # noqa: F811
) -> None:
    assert shared_desk.stranger().get(f"/runs/{RUN}/{name}").code == 401
    here = shared_desk.visitor()
    for run in ("nothing", "..", "%2e%2e%2f", f"{RUN}%00"):
        assert here.get(f"/runs/{run}/{name}").code == 404, run


def test_the_report_is_of_this_moment_and_looking_at_it_writes_nothing(
    desk: ReviewDesk,  # noqa: F811
) -> None:
    here, before = desk.visitor(), desk.files()
    first = here.get(f"/runs/{RUN}/report.html").text
    assert here.get(f"/runs/{RUN}/timeline").code == 200
    assert desk.files() == before
    desk.waive()
    second = here.get(f"/runs/{RUN}/report.html").text
    assert "編輯放行的" not in first
    assert "放行的理由：planted" in second


def test_a_run_without_a_draft_has_no_picture_and_says_so(
    desk: ReviewDesk,  # noqa: F811
) -> None:
    desk.run.path("7-draft.json").unlink()
    assert desk.visitor().get(f"/runs/{RUN}/report.html").code == 400
