"""Adding places: what is written and recorded, and who may not."""

import pytest

from clearhall.desk.bodies.models import Level, Place
from clearhall.desk.bodies.places import add_place
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib.actors import Role, job
from clearhall.desk.lib.errors import Invalid, NotAllowed
from tests.factories import NOON, make_actor, make_body

JOB = job("test")
CITY = {"level": Level.CITY, "name_zh": "某市", "name_en": "Some City", "at": NOON}
pytestmark = pytest.mark.django_db


def test_a_place_knows_its_parent_and_stands_in_the_log():
    add_place("98", **(CITY | {"level": Level.PROVINCE}), actor=JOB)
    city = add_place("9801", **CITY, parent="98", residents=5, actor=JOB)
    assert (city.parent.code, city.level, city.residents) == ("98", "city", 5)
    assert list(LedgerEntry.objects.order_by("index").values_list("event", "subject")) == [
        ("place:added", "place:98"),
        ("place:added", "place:9801"),
    ]


@pytest.mark.parametrize(("code", "parent", "field"), [("98", None, "code"), ("9801", "97", "parent")])
def test_a_code_is_given_once_and_a_parent_must_exist(code, parent, field):
    add_place("98", **CITY, actor=JOB)
    with pytest.raises(Invalid) as caught:
        add_place(code, **CITY, parent=parent, actor=JOB)
    assert caught.value.field == field
    assert Place.objects.count() == LedgerEntry.objects.count() == 1


@pytest.mark.parametrize("role", list(Role))
def test_only_an_administrator_at_the_top_of_the_tree_adds_places(role):
    root = make_body("root")
    below = make_body("below", parent=root)
    with pytest.raises(NotAllowed):
        add_place("X", **CITY, actor=make_actor(body=below, roles=(role,)))
    assert not Place.objects.filter(code="X").exists()
    actor = make_actor(body=root, roles=(role,))
    if role is Role.ADMINISTRATOR:
        assert add_place("X", **CITY, actor=actor)
    else:
        with pytest.raises(NotAllowed):
            add_place("X", **CITY, actor=actor)
