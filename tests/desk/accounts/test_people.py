"""People and roles: who may do what to whom. Refusals change nothing and leave nothing in the log."""

from datetime import timedelta
from itertools import product

import pytest

from clearhall.desk.accounts import actions
from clearhall.desk.accounts.access import person_for_update
from clearhall.desk.accounts.errors import (
    AlreadyDeactivated,
    LastAdministrator,
    LinkNotValid,
    NotForYourself,
    NotYours,
    PersonNotFound,
    UsernameTaken,
)
from clearhall.desk.accounts.events import PersonEvent
from clearhall.desk.accounts.jobs import erase_people
from clearhall.desk.accounts.models import Membership, OneTimeLink, Person
from clearhall.desk.accounts.queries import actor_for, people
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib.actors import Role, job
from clearhall.desk.lib.errors import DeskError, Invalid, NotFound
from clearhall.desk.lib.limits import limit
from tests.factories import NOON, make_body, make_person

pytestmark = pytest.mark.django_db
SYSTEM = job("test")


class Tree:
    """province over city over county, a city beside it, and an administrator of each."""

    def __init__(self) -> None:
        self.province = make_body("province", level="province")
        self.city = make_body("city", parent=self.province)
        self.county = make_body("county", parent=self.city, level="county")
        self.other = make_body("other", parent=self.province)
        for name in ("province", "city", "county", "other"):
            person = make_person(f"admin-{name}", body=getattr(self, name), roles=(Role.ADMINISTRATOR,))
            setattr(self, f"{name}_admin", person)
            setattr(self, f"{name}_actor", actor_for(person))
        self.worker = make_person("worker", body=self.county)


@pytest.fixture
def tree():
    return Tree()


def roles_of(person) -> set[tuple[str, str]]:
    return set(Membership.objects.filter(person=person).values_list("body__code", "role"))


def events() -> list[str]:
    return list(LedgerEntry.objects.order_by("index").values_list("event", flat=True))


def test_an_invitation_makes_a_person_with_roles_and_a_link_and_says_so_in_the_log(tree):
    person, secret = actions.invite_person(
        "new.person",
        body_id=tree.city.pk,
        roles=frozenset({Role.REVIEWER}),
        display_name="New",
        actor=tree.city_actor,
        at=NOON,
    )
    assert roles_of(person) == {("city", "reviewer")}
    assert not person.has_usable_password()
    assert person.home == tree.city
    assert events() == [PersonEvent.INVITED, PersonEvent.ROLE_GIVEN, PersonEvent.LINK_MADE]
    payloads = b"".join(bytes(entry.payload) for entry in LedgerEntry.objects.all())
    assert b"new.person" not in payloads
    assert secret.encode() not in payloads
    assert not OneTimeLink.objects.filter(digest=secret.encode()).exists()


@pytest.mark.parametrize("username", ["", "a", "two words", "x" * 81, "tab\tbed", "<script>", "a/b"])
def test_a_user_name_that_cannot_be_is_refused(tree, username):
    with pytest.raises(Invalid) as caught:
        actions.invite_person(username, body_id=tree.city.pk, actor=tree.city_actor, at=NOON)
    assert caught.value.field == "username"
    assert not events()


def test_a_name_is_taken_in_any_case(tree):
    with pytest.raises(UsernameTaken):
        actions.invite_person("WORKER", body_id=tree.city.pk, actor=tree.city_actor, at=NOON)


ADMINISTRATORS = ("province", "city", "county", "other")
REACH = {
    "province": {"province", "city", "county", "other"},
    "city": {"city", "county"},
    "county": {"county"},
    "other": {"other"},
}


@pytest.mark.parametrize(("admin", "where", "role"), [*product(ADMINISTRATORS, sorted(REACH["province"]), Role)])
def test_an_administrator_gives_roles_in_the_own_branch_and_nowhere_else(tree, admin, where, role):
    """The whole table: who, where, which role. The worker works for the county, so it is seen by three of the four."""
    body, actor = getattr(tree, where), getattr(tree, f"{admin}_actor")
    before = roles_of(tree.worker)
    if where in REACH[admin] and "county" in REACH[admin]:
        actions.give_role(tree.worker.pk, body_id=body.pk, role=role, actor=actor, at=NOON)
        assert roles_of(tree.worker) == before | {(where, role.value)}
    else:
        with pytest.raises(NotFound):
            actions.give_role(tree.worker.pk, body_id=body.pk, role=role, actor=actor, at=NOON)
        assert roles_of(tree.worker) == before
        assert not events()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_other_roles_give_nothing(tree, role):
    actor = actor_for(make_person(body=tree.province, roles=(role,)))
    with pytest.raises(NotFound):
        actions.give_role(tree.worker.pk, body_id=tree.county.pk, role=Role.REVIEWER, actor=actor, at=NOON)
    with pytest.raises(DeskError):
        actions.invite_person("somebody", body_id=tree.county.pk, actor=actor, at=NOON)
    with pytest.raises(DeskError):
        actions.deactivate_person(tree.worker.pk, actor=actor, at=NOON)
    assert not events()


@pytest.mark.parametrize("role", Role)
def test_nobody_changes_their_own_roles(tree, role):
    before = roles_of(tree.city_admin)
    with pytest.raises(NotForYourself):
        actions.give_role(tree.city_admin.pk, body_id=tree.city.pk, role=role, actor=tree.city_actor, at=NOON)
    with pytest.raises((NotForYourself, NotFound)):
        actions.take_role(tree.city_admin.pk, body_id=tree.city.pk, role=role, actor=tree.city_actor, at=NOON)
    with pytest.raises(NotForYourself):
        actions.make_link(tree.city_admin.pk, actor=tree.city_actor, at=NOON)
    with pytest.raises(NotForYourself):
        actions.deactivate_person(tree.city_admin.pk, actor=tree.city_actor, at=NOON)
    assert roles_of(tree.city_admin) == before


def test_an_account_with_a_role_further_up_cannot_be_taken_over_from_below(tree):
    """The administrator of a county must not become one of the province by a new password."""
    Membership.objects.create(person=tree.province_admin, body=tree.county, role=Role.CASEWORKER)
    for act in (actions.make_link, actions.deactivate_person, actions.drop_second_factor):
        with pytest.raises(NotYours):
            act(tree.province_admin.pk, actor=tree.county_actor, at=NOON)
    actions.take_role(
        tree.province_admin.pk, body_id=tree.county.pk, role=Role.CASEWORKER, actor=tree.county_actor, at=NOON
    )
    with pytest.raises(PersonNotFound):
        actions.make_link(tree.province_admin.pk, actor=tree.county_actor, at=NOON)


def test_a_role_given_twice_is_given_once(tree):
    for _ in range(2):
        actions.give_role(tree.worker.pk, body_id=tree.county.pk, role=Role.REVIEWER, actor=tree.city_actor, at=NOON)
    assert events() == [PersonEvent.ROLE_GIVEN]


def test_the_last_administrator_stays(tree):
    Membership.objects.filter(person=tree.province_admin).delete()
    tree.province_admin.delete()
    second = make_person("second", body=tree.province, roles=(Role.ADMINISTRATOR,))
    third = make_person("third", body=tree.province, roles=(Role.ADMINISTRATOR,))
    actions.take_role(third.pk, body_id=tree.province.pk, role=Role.ADMINISTRATOR, actor=actor_for(second), at=NOON)
    before = events()
    for act in (
        lambda: actions.take_role(second.pk, body_id=tree.province.pk, role=Role.ADMINISTRATOR, actor=SYSTEM, at=NOON),
        lambda: actions.deactivate_person(second.pk, actor=SYSTEM, at=NOON),
    ):
        with pytest.raises(LastAdministrator):
            act()
    assert events() == before
    assert roles_of(second) == {("province", "administrator")}


def test_the_administrator_of_a_branch_may_go_while_one_above_stays(tree):
    actions.take_role(
        tree.city_admin.pk, body_id=tree.city.pk, role=Role.ADMINISTRATOR, actor=tree.province_actor, at=NOON
    )
    assert roles_of(tree.city_admin) == set()


def test_leaving_ends_everything_and_the_handle_stays_in_the_log(tree):
    worker = tree.worker
    actions.deactivate_person(worker.pk, actor=tree.city_actor, at=NOON)
    worker.refresh_from_db()
    assert not worker.is_active
    assert not worker.has_usable_password()
    assert roles_of(worker) == set()
    assert events() == [PersonEvent.ROLE_TAKEN, PersonEvent.DEACTIVATED]
    assert LedgerEntry.objects.last().subject == f"person:{worker.handle}"
    with pytest.raises((AlreadyDeactivated, PersonNotFound)):
        actions.deactivate_person(worker.pk, actor=SYSTEM, at=NOON)


def test_names_go_after_the_schedule_and_the_handle_stays(tree):
    actions.deactivate_person(tree.worker.pk, actor=SYSTEM, at=NOON)
    late = NOON + timedelta(days=limit("person_erase_days"))
    assert erase_people(at=late - timedelta(seconds=1)) == 0
    assert erase_people(at=late) == 1
    assert erase_people(at=late) == 0
    worker = Person.objects.get(pk=tree.worker.pk)
    assert (worker.username, worker.display_name, worker.email) == (f"gone-{worker.handle}", "", "")
    assert events()[-1] == PersonEvent.ERASED


def test_an_active_person_is_not_erased(tree):
    with pytest.raises(Invalid):
        actions.erase_person(tree.worker.pk, actor=SYSTEM, at=NOON)


def test_a_link_sets_a_password_once(tree):
    secret = actions.make_link(tree.worker.pk, actor=tree.city_actor, at=NOON)
    actions.set_password_by_link(secret, password="nine patient lanterns", at=NOON)
    tree.worker.refresh_from_db()
    assert tree.worker.check_password("nine patient lanterns")
    with pytest.raises(LinkNotValid):
        actions.set_password_by_link(secret, password="ten patient lanterns", at=NOON)


def test_a_weak_password_leaves_the_link_good(tree):
    secret = actions.make_link(tree.worker.pk, actor=tree.city_actor, at=NOON)
    with pytest.raises(Invalid):
        actions.set_password_by_link(secret, password="short", at=NOON)
    actions.set_password_by_link(secret, password="nine patient lanterns", at=NOON)


@pytest.mark.parametrize("why", ["old", "newer", "left", "made up"])
def test_links_that_do_not_work(tree, why):
    secret, at = actions.make_link(tree.worker.pk, actor=tree.city_actor, at=NOON), NOON
    if why == "old":
        at = NOON + timedelta(hours=limit("reset_hours"))
    elif why == "newer":
        actions.make_link(tree.worker.pk, actor=tree.city_actor, at=NOON)
    elif why == "left":
        actions.deactivate_person(tree.worker.pk, actor=tree.city_actor, at=NOON)
    else:
        secret = "made-up"
    with pytest.raises(LinkNotValid):
        actions.set_password_by_link(secret, password="nine patient lanterns", at=at)


@pytest.mark.parametrize("admin", ADMINISTRATORS)
def test_the_list_holds_the_people_of_the_own_branch(tree, admin):
    names = {person.username for person in people(getattr(tree, f"{admin}_actor"))}
    expected = {f"admin-{name}" for name in REACH[admin]} | ({"worker"} if "county" in REACH[admin] else set())
    assert names == expected


def test_people_without_a_body_are_seen_from_the_top_only(tree):
    lone = make_person("lone")
    assert lone in people(tree.province_actor)
    assert lone not in people(tree.city_actor)
    assert person_for_update(lone.pk, actor=tree.province_actor) == lone
    with pytest.raises(PersonNotFound):
        person_for_update(lone.pk, actor=tree.city_actor)
