"""The invented places, bodies and people hang together."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, time, timedelta
from itertools import product

import pytest

from clearhall.desk.city.bodies import BODIES, BODY_BY_CODE, CITY_TIME, OFFICE, ROUND_THE_CLOCK, body_for
from clearhall.desk.city.people import CASEWORKER_OF, PEOPLE, WATCHPOSTS, InventedRole
from clearhall.desk.city.places import CITY, COUNTIES, PLACE_BY_CODE, PLACES, PROVINCE
from clearhall.desk.city.reports import HARM_SHARES


def test_the_counties_add_up_to_the_city_and_codes_begin_with_their_parents():
    assert sum(place.inhabitants for place in COUNTIES) == CITY.inhabitants < PROVINCE.inhabitants
    assert len({place.code for place in PLACES}) == len(PLACES) == 8
    assert all(place.code.startswith(place.parent) for place in PLACES if place.parent)
    assert all(place.zh_hans and place.zh_hant and place.en for place in PLACES)


def test_bodies_form_one_tree_of_three_levels():
    assert 30 <= len(BODIES) <= 40
    seen: set[str | None] = {None}
    for body in BODIES:
        assert body.parent in seen
        assert re.fullmatch(r"[a-z]+(-[a-z]+)?", body.code)
        assert body.place_code in PLACE_BY_CODE
        seen.add(body.code)
    assert len(BODY_BY_CODE) == len(BODIES)
    assert [body.code for body in BODIES if body.parent is None] == ["yunchuan"]
    assert len({body.level for body in BODIES}) == 3
    assert len({body.zh_hans for body in BODIES}) == len({body.en for body in BODIES}) == len(BODIES)


@pytest.mark.parametrize(("harm", "place"), list(product(HARM_SHARES, [place.code for place in PLACES])))
def test_every_harm_at_every_place_has_a_body_and_that_body_a_caseworker(harm, place):
    body = body_for(harm, place)
    assert harm in body.handles
    assert body.place_code in (place, CITY.code)
    assert body.code in CASEWORKER_OF


def test_there_is_an_account_for_every_role_and_each_belongs_somewhere():
    assert {person.role for person in PEOPLE} == set(InventedRole)
    assert len({person.username for person in PEOPLE}) == len(PEOPLE)
    for person in PEOPLE:
        assert person.username.isascii()
        assert all(code in BODY_BY_CODE for code in person.bodies)
        assert bool(person.bodies) != (person.watchpost is not None)
    assert sum(post.share for post in WATCHPOSTS) == pytest.approx(1)
    assert max(Counter(code for p in PEOPLE if p.role == "caseworker" for code in p.bodies).values()) == 1


FRIDAY_EVENING = datetime(2026, 11, 20, 19, 0, tzinfo=CITY_TIME)


def test_an_office_opens_again_on_monday_and_a_round_the_clock_desk_is_open():
    assert OFFICE.next_open(FRIDAY_EVENING) == datetime(2026, 11, 23, 9, 0, tzinfo=CITY_TIME)
    assert ROUND_THE_CLOCK.next_open(FRIDAY_EVENING) == FRIDAY_EVENING


def test_working_time_is_counted_only_while_open():
    assert OFFICE.after(FRIDAY_EVENING, timedelta(hours=10)) == datetime(2026, 11, 24, 10, 30, tzinfo=CITY_TIME)
    wednesday = datetime(2026, 11, 18, 10, 0, tzinfo=CITY_TIME)
    assert OFFICE.after(wednesday, timedelta(0)) == wednesday
    assert OFFICE.after(wednesday, timedelta(hours=7.5)).time() == time(17, 30)
