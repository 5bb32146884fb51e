"""The review page: who gets in, the list, what every answer carries."""

from desk_review import RUN, ReviewDesk, desk, shared_desk  # noqa: F401


def test_the_printed_address_becomes_a_cookie_and_is_gone_from_the_bar(
    shared_desk: ReviewDesk,  # noqa: F811
) -> None:
    stranger = shared_desk.stranger()
    made = stranger.get("/?token=" + "t" * 40)
    assert (made.code, made.headers["location"]) == (303, "/")
    holds = made.headers["set-cookie"]
    assert holds.startswith(f"pod2post-{shared_desk.port}=")
    assert "HttpOnly" in holds
    assert "SameSite=Strict" in holds


def test_the_list_shows_the_run(shared_desk: ReviewDesk) -> None:  # noqa: F811
    made = shared_desk.visitor().get("/")
    assert made.code == 200
    assert f'href="/runs/{RUN}"' in made.text
