"""Guessing is slowed down, and nobody can use that to lock others out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearhall.desk.accounts.throttle import (
    COOKIE_ACCOUNTS,
    FREE_FAILURES,
    LONGEST_WAIT_S,
    Throttle,
    cookie_after_sign_in,
    known_browser,
)


def wrong_tries(throttle: Throttle, count: int, *, sources: int, at_s: float = 0.0, apart_s: float = 0.0) -> int:
    """How many of `count` wrong passwords for ada come through to the check."""
    through = 0
    for number in range(count):
        now_s = at_s + number * apart_s
        if not throttle.wait_s("ada", source=f"192.0.2.{number % sources}", browser=None, at_s=now_s):
            through += 1
            throttle.note_failure("ada", browser=None, at_s=now_s)
    return through


def test_one_source_gets_five_tries_and_then_one_every_two_minutes():
    throttle = Throttle()
    assert wrong_tries(throttle, 1000, sources=1) == 5
    assert throttle.wait_s("ada", source="192.0.2.0", browser=None, at_s=119) > 0
    assert throttle.wait_s("ada", source="192.0.2.0", browser=None, at_s=121) == 0


def test_one_source_never_slows_the_account_down_for_others():
    throttle = Throttle()
    wrong_tries(throttle, 1000, sources=1)
    assert throttle.wait_s("ada", source="198.51.100.1", browser=None, at_s=1) == 0


def test_a_guesser_with_many_sources_waits_longer_and_longer():
    throttle = Throttle()
    assert wrong_tries(throttle, 1000, sources=250) == FREE_FAILURES
    waits = []
    at_s = 10_000.0
    throttle = Throttle()
    wrong_tries(throttle, FREE_FAILURES, sources=250, at_s=at_s)
    for number in range(10):
        wait = throttle.wait_s("ada", source=f"new {number}", browser=None, at_s=at_s)
        waits.append(wait)
        at_s += wait
        throttle.note_failure("ada", browser=None, at_s=at_s)
    assert waits[:7] == [1, 2, 4, 8, 16, 32, LONGEST_WAIT_S]
    assert max(waits) == LONGEST_WAIT_S


def test_the_owner_comes_in_from_a_known_browser_through_a_thousand_wrong_passwords():
    throttle = Throttle()
    browser = known_browser(cookie_after_sign_in(None, username="ada"), username="ada")
    wrong_tries(throttle, 1000, sources=250)
    assert throttle.wait_s("ada", source="192.0.2.1", browser=None, at_s=0) > 0
    assert throttle.wait_s("ada", source="192.0.2.1", browser=browser, at_s=0) == 0


def test_a_stolen_browser_cookie_has_ten_tries():
    throttle = Throttle()
    browser = known_browser(cookie_after_sign_in(None, username="ada"), username="ada")
    passed = [throttle.wait_s("ada", source="x", browser=browser, at_s=0) == 0 for _ in range(100)]
    assert passed.count(True) == 10


def test_the_owner_on_a_new_browser_waits_a_minute_at_most():
    throttle = Throttle()
    wrong_tries(throttle, 5000, sources=5000)
    assert throttle.wait_s("ada", source="new", browser=None, at_s=0) <= LONGEST_WAIT_S
    assert throttle.wait_s("ada", source="newer", browser=None, at_s=LONGEST_WAIT_S) == 0


def test_names_that_do_not_exist_wait_as_long_as_those_that_do():
    """The counters never look a name up, so there is nothing to learn from them."""
    throttle = Throttle()
    for name in ("ada", "nobody-here"):
        for number in range(FREE_FAILURES):
            throttle.wait_s(name, source=str(number), browser=None, at_s=0)
            throttle.note_failure(name, browser=None, at_s=0)
    assert throttle.wait_s("ada", source="z", browser=None, at_s=0) == throttle.wait_s(
        "nobody-here", source="z", browser=None, at_s=0
    )


@given(st.text("aA b", max_size=4))
def test_case_and_space_open_no_second_bucket(name):
    throttle = Throttle()
    passed = 0
    for variant in [name, name.upper(), f" {name}", f"{name} ", name.lower()] * 2:
        passed += throttle.wait_s(variant, source="one", browser=None, at_s=0) == 0
    assert passed == 5


@pytest.mark.parametrize("cookie", [None, "", "x", "x" * 5000, "eyJhIjoiYiJ9:1tXyZ:forged"])
def test_a_made_up_cookie_is_no_known_browser(cookie):
    assert known_browser(cookie, username="ada") is None


def test_a_cookie_counts_for_its_own_account_only_and_does_not_name_it():
    cookie = cookie_after_sign_in(None, username="ada")
    assert known_browser(cookie, username="ADA ") is not None
    assert known_browser(cookie, username="bob") is None
    assert "ada" not in cookie


def test_a_shared_browser_is_known_for_its_last_accounts():
    cookie = None
    for number in range(COOKIE_ACCOUNTS + 2):
        cookie = cookie_after_sign_in(cookie, username=f"person{number}")
    known = [number for number in range(COOKIE_ACCOUNTS + 2) if known_browser(cookie, username=f"person{number}")]
    assert known == [2, 3, 4, 5, 6]
