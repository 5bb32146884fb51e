"""Who waits for an answer goes first; the background gives way, and not for ever."""

import threading
import time

import pytest

from pod2post.review import precedence
from pod2post.review.precedence import Precedence


def asked(order: Precedence) -> tuple[threading.Thread, threading.Event]:
    """Background work that may go on when the event is set."""
    done = threading.Event()
    thread = threading.Thread(target=lambda: (order.moment(), done.set()), daemon=True)
    thread.start()
    return thread, done


def test_where_nobody_waits_nothing_is_put_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedence, "GIVES_WAY_S", 60.0)
    thread, done = asked(Precedence())
    thread.join(20)
    assert done.is_set()


def test_the_background_goes_on_when_the_answer_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedence, "GIVES_WAY_S", 60.0)
    monkeypatch.setattr(precedence, "LINGERS_S", 0.05)
    order = Precedence()
    with order.first():
        with order.first():
            thread, done = asked(order)
        time.sleep(0.2)
        assert not done.is_set(), "one answer of two was given"
    thread.join(20)
    assert done.is_set()


def test_an_answer_that_fails_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedence, "GIVES_WAY_S", 60.0)
    monkeypatch.setattr(precedence, "LINGERS_S", 0.0)
    order = Precedence()
    with pytest.raises(ValueError, match="no"), order.first():
        raise ValueError("no")
    thread, done = asked(order)
    thread.join(20)
    assert done.is_set()


def test_whoever_waits_for_ever_puts_nothing_off_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedence, "GIVES_WAY_S", 0.05)
    order = Precedence()
    with order.first():
        thread, done = asked(order)
        thread.join(20)
        assert done.is_set()
