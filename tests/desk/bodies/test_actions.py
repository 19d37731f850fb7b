"""The tree of bodies: paths stay true, nobody reaches out of the own branch, refusals change nothing."""

from datetime import date, timedelta

import pytest

from clearhall.desk.accounts.queries import actor_for
from clearhall.desk.bodies import actions, queries
from clearhall.desk.bodies.actions import BodyDetails, CalendarVersion
from clearhall.desk.bodies.errors import (
    BodyNotFound,
    CalendarInUse,
    CalendarPast,
    CodeTaken,
    HasActiveBodies,
    NoCompetentBody,
    NotBelowItself,
    ParentInactive,
    TreeTooDeep,
)
from clearhall.desk.bodies.events import BodyEvent
from clearhall.desk.bodies.models import Body, Calendar, Level
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib.actors import Role, job
from clearhall.desk.lib.errors import Invalid
from clearhall.desk.lib.limits import LIMITS, Limit, Unit
from clearhall.desk.taxonomy.harms import Harm
from tests.factories import NOON, make_body, make_person, make_place

pytestmark = pytest.mark.django_db
SYSTEM = job("test")


def details(**changes) -> BodyDetails:
    return BodyDetails(
        **({"name_zh": "新局", "name_en": "New office", "level": Level.CITY, "place_id": make_place().pk} | changes)
    )


@pytest.fixture
def tree():
    top = make_body("top", level="province")
    city = make_body("city", parent=top)
    return {
        "top": top,
        "city": city,
        "county": make_body("county", parent=city),
        "other": make_body("other", parent=top),
    }


def administrator(body):
    return actor_for(make_person(body=body, roles=(Role.ADMINISTRATOR,)))


def paths_are_true() -> bool:
    return all(body.path == f"{body.parent.path if body.parent else '/'}{body.pk}/" for body in Body.objects.all())


def events() -> list[str]:
    return list(LedgerEntry.objects.order_by("index").values_list("event", flat=True))


def test_a_body_is_added_below_another(tree):
    body = actions.add_body(
        "new", parent_id=tree["city"].pk, details=details(), actor=administrator(tree["city"]), at=NOON
    )
    assert body.path == f"{tree['city'].path}{body.pk}/"
    assert paths_are_true()
    assert events() == [BodyEvent.CREATED]


@pytest.mark.parametrize("where", ["top", "other"])
def test_nothing_is_added_outside_the_own_branch(tree, where):
    with pytest.raises(BodyNotFound):
        actions.add_body("new", parent_id=tree[where].pk, details=details(), actor=administrator(tree["city"]), at=NOON)
    assert not events()


def test_only_commands_add_a_body_at_the_top(tree):
    with pytest.raises(BodyNotFound):
        actions.add_body("new", parent_id=None, details=details(), actor=administrator(tree["top"]), at=NOON)
    assert actions.add_body("new", parent_id=None, details=details(), actor=SYSTEM, at=NOON).path.count("/") == 2


@pytest.mark.parametrize("code", ["", "a", "Two", "a b", "-a", "x" * 61, "新"])
def test_codes_that_cannot_be(tree, code):
    with pytest.raises(Invalid) as caught:
        actions.add_body(code, parent_id=tree["top"].pk, details=details(), actor=SYSTEM, at=NOON)
    assert caught.value.field == "code"


def test_a_code_is_used_once(tree):
    with pytest.raises(CodeTaken):
        actions.add_body("city", parent_id=tree["top"].pk, details=details(), actor=SYSTEM, at=NOON)


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_names_that_cannot_be(tree, name):
    with pytest.raises(Invalid) as caught:
        actions.change_body(tree["city"].pk, details=details(name_en=name), actor=SYSTEM, at=NOON)
    assert caught.value.field == "name_en"
    assert not events()


def test_a_change_records_what_changed_and_nothing_else(tree):
    now = Body.objects.get(code="city")
    same = BodyDetails(now.name_zh, now.name_en, Level.CITY, now.place_id)
    actions.change_body(now.pk, details=same, actor=SYSTEM, at=NOON)
    assert not events()
    actions.change_body(now.pk, details=details(name_zh=now.name_zh, name_en="Renamed"), actor=SYSTEM, at=NOON)
    payload = bytes(LedgerEntry.objects.get().payload).decode()
    assert "Renamed" in payload
    assert "name_zh" not in payload


def test_a_branch_moves_as_a_whole(tree):
    actions.move_body(tree["city"].pk, parent_id=tree["other"].pk, actor=administrator(tree["top"]), at=NOON)
    assert paths_are_true()
    assert queries.subtree_ids(tree["other"].pk) == {tree[code].pk for code in ("other", "city", "county")}
    assert events() == [BodyEvent.MOVED]


@pytest.mark.parametrize(
    ("moved", "to", "who", "error"),
    [
        ("city", "county", "top", NotBelowItself),
        ("city", "city", "top", NotBelowItself),
        ("city", "other", "city", BodyNotFound),  # the top of the own branch
        ("county", "other", "city", BodyNotFound),  # out of the own branch
        ("other", "city", "city", BodyNotFound),  # into the own branch
        ("top", "other", "top", BodyNotFound),
    ],
)
def test_moves_that_are_refused(tree, moved, to, who, error):
    before = list(Body.objects.order_by("pk").values())
    with pytest.raises(error):
        actions.move_body(tree[moved].pk, parent_id=tree[to].pk, actor=administrator(tree[who]), at=NOON)
    assert list(Body.objects.order_by("pk").values()) == before
    assert not events()


def test_the_tree_has_a_deepest_level(tree, monkeypatch):
    monkeypatch.setitem(LIMITS, "body_levels", Limit(3, Unit.COUNT, "test"))
    with pytest.raises(TreeTooDeep):
        actions.add_body("new", parent_id=tree["county"].pk, details=details(), actor=SYSTEM, at=NOON)
    with pytest.raises(TreeTooDeep):
        actions.move_body(tree["city"].pk, parent_id=tree["other"].pk, actor=SYSTEM, at=NOON)
    assert paths_are_true()
    assert not Body.objects.filter(code="new").exists()


def test_a_body_leaves_after_those_below_it_and_comes_back_before_them(tree):
    with pytest.raises(HasActiveBodies):
        actions.deactivate_body(tree["city"].pk, actor=SYSTEM, at=NOON)
    actions.deactivate_body(tree["county"].pk, actor=SYSTEM, at=NOON)
    actions.deactivate_body(tree["city"].pk, actor=SYSTEM, at=NOON)
    with pytest.raises(ParentInactive):
        actions.activate_body(tree["county"].pk, actor=SYSTEM, at=NOON)
    with pytest.raises(ParentInactive):
        actions.add_body("new", parent_id=tree["city"].pk, details=details(), actor=SYSTEM, at=NOON)
    actions.activate_body(tree["city"].pk, actor=SYSTEM, at=NOON)
    assert events() == [BodyEvent.DEACTIVATED, BodyEvent.DEACTIVATED, BodyEvent.ACTIVATED]


def test_competences_are_set_as_a_whole(tree):
    actions.set_competences(tree["city"].pk, harms=[Harm.PHISHING, Harm.DEMAND], actor=SYSTEM, at=NOON)
    actions.set_competences(tree["city"].pk, harms=[Harm.DEMAND], actor=SYSTEM, at=NOON)
    actions.set_competences(tree["city"].pk, harms=[Harm.DEMAND], actor=SYSTEM, at=NOON)
    assert [item.harm for item in tree["city"].competences.all()] == ["demand"]
    assert events() == [BodyEvent.COMPETENCE_CHANGED] * 2


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_other_roles_change_nothing(tree, role):
    actor = actor_for(make_person(body=tree["top"], roles=(role,)))
    for act in (
        lambda: actions.change_body(tree["city"].pk, details=details(), actor=actor, at=NOON),
        lambda: actions.set_competences(tree["city"].pk, harms=[], actor=actor, at=NOON),
        lambda: actions.deactivate_body(tree["county"].pk, actor=actor, at=NOON),
        lambda: actions.save_calendar(version(), actor=actor, at=NOON),
    ):
        with pytest.raises((BodyNotFound, CalendarInUse)):
            act()
    assert not events()


# --- routing -------------------------------------------------------------------------------------------------------


@pytest.fixture
def places():
    province = make_place("P", level="province")
    city = make_place("C", parent=province)
    return {
        "P": province,
        "C": city,
        "D1": make_place("D1", parent=city, level="county"),
        "D2": make_place("D2", parent=city),
    }


def test_the_nearest_body_at_or_above_the_place_handles_a_harm(places):
    top = make_body("p", place=places["P"], harms=("phishing", "demand"), level="province")
    city = make_body("c", parent=top, place=places["C"], harms=("phishing",))
    district = make_body("d", parent=city, place=places["D1"], harms=("phishing",), level="county")
    routing = queries.routing()
    found = {code: routing.body_id("phishing", place_id=place.pk) for code, place in places.items()}
    assert found == {"P": top.pk, "C": city.pk, "D1": district.pk, "D2": city.pk}
    assert routing.body_id("demand", place_id=places["D1"].pk) == top.pk


def test_without_a_place_the_city_decides_and_an_unknown_place_is_no_place(places):
    top = make_body("p", place=places["P"], harms=("phishing",), level="province")
    city = make_body("c", parent=top, place=places["C"], harms=("phishing",))
    make_body("d", parent=city, place=places["D1"], harms=("phishing",), level="county")
    routing = queries.routing()
    assert routing.body_id("phishing", place_id=None) == city.pk
    assert routing.body_id("phishing", place_id=999_999) == city.pk


def test_inactive_bodies_get_nothing(places):
    top = make_body("p", place=places["P"], harms=("phishing",), level="province")
    city = make_body("c", parent=top, place=places["C"], harms=("phishing",))
    actions.deactivate_body(city.pk, actor=SYSTEM, at=NOON)
    assert queries.routing().body_id("phishing", place_id=places["C"].pk) == top.pk


def test_a_harm_that_nobody_handles_is_an_error_by_name(places):
    with pytest.raises(NoCompetentBody):
        queries.routing().body_id("phishing", place_id=places["C"].pk)


def test_routing_costs_two_queries_for_any_size(places, django_assert_num_queries):
    for number in range(20):
        make_body(f"b{number}", place=places["C"], harms=("phishing", "demand"))
    with django_assert_num_queries(2):
        queries.routing()


# --- calendars -----------------------------------------------------------------------------------------------------

WEEK = {day: [["09:00", "12:00"], ["13:00", "18:00"]] for day in "12345"}


def version(**changes) -> CalendarVersion:
    fields = {
        "code": "office",
        "valid_from": date(2026, 1, 1),
        "time_zone": "Asia/Shanghai",
        "week": WEEK,
        "holidays": ["2026-10-01"],
        "make_up_days": {"2026-10-10": [["09:00", "12:00"]]},
    }
    return CalendarVersion(**(fields | changes))


def test_versions_of_the_future_may_be_mended_and_those_that_hold_not():
    actions.save_calendar(version(), actor=SYSTEM, at=NOON)  # the first may hold at once
    later = NOON.date() + timedelta(days=30)
    actions.save_calendar(version(valid_from=later), actor=SYSTEM, at=NOON)
    actions.save_calendar(version(valid_from=later, holidays=[]), actor=SYSTEM, at=NOON)
    assert Calendar.objects.get(valid_from=later).holidays == []
    for day in (date(2026, 1, 1), NOON.date()):
        with pytest.raises(CalendarPast):
            actions.save_calendar(version(valid_from=day), actor=SYSTEM, at=NOON)
    assert Calendar.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"week": {"1": [["12:00", "09:00"]]}}, "week"),
        ({"week": {"8": [["09:00", "12:00"]]}}, "week"),
        ({"week": {"1": [["09:00", "12:00"], ["11:00", "13:00"]]}}, "week"),
        ({"week": {}}, "week"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"holidays": ["2026-02-30"]}, "holidays"),
        ({"holidays": ["2026-10-01"] * 401}, "holidays"),
        ({"make_up_days": {"2026-10-10": [["9", "12"]]}}, "make_up_days"),
        ({"code": "Office Hours"}, "code"),
    ],
)
def test_calendars_that_cannot_be(change, field):
    with pytest.raises(Invalid) as caught:
        actions.save_calendar(version(**change), actor=SYSTEM, at=NOON)
    assert caught.value.field == field
    assert not Calendar.objects.exists()


def test_calendars_belong_to_the_top_of_the_tree(tree):
    with pytest.raises(CalendarInUse):
        actions.save_calendar(version(), actor=administrator(tree["city"]), at=NOON)
    actions.save_calendar(version(), actor=administrator(tree["top"]), at=NOON)


def test_the_preview_shows_fourteen_days_with_holiday_and_make_up_day():
    days = queries.preview(version(), first_day=date(2026, 9, 28))
    assert len(days) == 14
    by_day = {day.day.isoformat(): day for day in days}
    assert by_day["2026-09-28"].spans == (("09:00", "12:00"), ("13:00", "18:00"))
    assert by_day["2026-09-28"].hours == 8
    assert (by_day["2026-10-01"].kind, by_day["2026-10-01"].hours) == ("holiday", 0)
    assert (by_day["2026-10-10"].kind, by_day["2026-10-10"].hours) == ("make_up", 3)
    assert by_day["2026-10-03"].kind == "free"
