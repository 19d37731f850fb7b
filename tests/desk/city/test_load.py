"""Loading the invented city: once, whole or not at all, through the actions."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta

import pytest

from clearhall.desk.accounts.models import Membership, Person
from clearhall.desk.bodies.models import Body, Calendar, Competence, Place
from clearhall.desk.bodies.queries import routing
from clearhall.desk.cases.models import Case, Note, PublishedOutcome
from clearhall.desk.city import load, playing
from clearhall.desk.city.bodies import BODIES, CITY_TIME, body_for
from clearhall.desk.city.people import PEOPLE, SIGN_INS, WATCHPOSTS
from clearhall.desk.city.places import COUNTIES, PLACES
from clearhall.desk.city.reports import DAYS
from clearhall.desk.city.slips import with_slips
from clearhall.desk.city.stories import StepKind, invent_stories
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.mailbox.models import Message
from clearhall.desk.reports.models import Report
from clearhall.desk.reports.receipts import receipt_mac
from clearhall.desk.taxonomy.harms import Harm
from clearhall.desk.watchposts.models import Watchpost, WatchpostMember
from tests.desk.city.conftest import NIGHT, TODAY

FEW = 5  # days of reports: enough for every kind of step, little enough for every run of the suite
TABLES = (
    *(Place, Calendar, Body, Competence, Person, Membership, Watchpost, WatchpostMember),
    *(Report, Case, Note, PublishedOutcome, Message, LedgerEntry),
)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def _load(*, days=0, say=lambda _line: None):
    load.load_city(say=say, now=NIGHT, days=days)


def _counts():
    return {table.__name__: table.objects.count() for table in TABLES}


def test_the_bodies_and_people_stand_after_loading():
    _load()
    counts = _counts()
    assert (counts["Place"], counts["Body"], counts["Person"]) == (len(PLACES), len(BODIES), len(PEOPLE))
    assert (counts["Watchpost"], counts["WatchpostMember"]) == (len(WATCHPOSTS), 1)
    assert counts["Report"] == 0


def test_reports_are_routed_as_the_stories_expect():
    _load()
    routes, codes = routing(), dict(Body.objects.values_list("pk", "code"))
    for place in (*COUNTIES, PLACES[1]):
        for harm in Harm:
            found = routes.body_id(harm, place_id=routes.place_by_code[place.code])
            assert codes[found] == body_for(harm, place.code).code


def test_the_tables_say_what_the_stories_tell(reports):
    said = []
    _load(days=FEW, say=said.append)
    since = datetime.combine(TODAY - timedelta(days=FEW - 1), time(), CITY_TIME)
    recent = [report for report in reports if report.received_at >= since]
    stories = invent_stories(recent, today=TODAY, now=NIGHT)
    recent = with_slips(recent, stories)
    steps = Counter(step.kind for story in stories for step in story.steps)
    assert set(steps) == set(StepKind)

    stored = dict(Report.objects.values_list("client_id", "case_id"))
    assert set(stored) == {report.client_id for report in recent}
    cases = {case.pk: case for case in Case.objects.select_related("body", "duplicate_of", "assignee")}
    for report, story in zip(recent, stories, strict=True):
        case, closing = cases[stored[report.client_id]], story.closing
        assert (case.opened_at, case.harm) == (report.received_at, report.harm)
        assert (case.closing_state, case.closed_at) == ((closing.state, closing.at) if closing else ("", None))
        assert case.duplicate_of_id == (stored[closing.duplicate_of] if closing and closing.duplicate_of else None)
    resolved = sum(story.closing is not None and story.closing.state == "resolved" for story in stories)
    assert PublishedOutcome.objects.count() == resolved
    assert Message.objects.filter(side="reporter").count() == steps[StepKind.REPLY]
    assert any("100" in line for line in said)


def test_the_log_is_in_order_of_time_ends_in_the_present_and_holds_nobodys_words(reports):
    _load(days=FEW)
    moments = list(LedgerEntry.objects.order_by("index").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[0].astimezone(CITY_TIME).date() == TODAY - timedelta(days=DAYS)
    assert moments[-1] == NIGHT
    log = b"\n".join(bytes(payload) for payload in LedgerEntry.objects.values_list("payload", flat=True)).decode()
    words = [person.zh_name for person in PEOPLE] + [person.username for person in PEOPLE if "." in person.username]
    words += [report.text for report in reports[-60:] if not report.is_noise]
    assert [word for word in words if word in log] == []


def test_a_second_run_changes_nothing():
    _load(days=1)
    counts, said = _counts(), []
    _load(days=1, say=said.append)
    assert _counts() == counts
    assert said == []


@pytest.mark.parametrize(("module", "name"), [(load, "found_people"), (playing, "close_case")])
def test_a_load_that_is_cut_off_leaves_nothing_of_its_stage_and_the_next_one_does_it(monkeypatch, module, name):
    def fail(*_arguments, **_named):
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(module, name, fail)
        with pytest.raises(OSError, match="no space"):
            _load(days=2)
    counts = _counts()
    assert (counts["Report"], counts["Case"], counts["Message"]) == (0, 0, 0)
    assert counts["Person"] == (len(PEOPLE) if name == "close_case" else 0)
    _load(days=2)
    assert Person.objects.count() == len(PEOPLE)
    assert Report.objects.count() == Case.objects.count() > 30


def test_whoever_is_printed_signs_in_and_nobody_else():
    _load()
    password, printed = load.example_password(), load.sign_ins()
    assert password in printed
    for person in Person.objects.all():
        assert person.check_password(password) == (person.username in SIGN_INS) == (person.username in printed.split())
    assert {person.role for person in PEOPLE if person.username in SIGN_INS} == {person.role for person in PEOPLE}


def test_the_printed_receipt_opens_an_answered_report():
    _load(days=9)
    code = load.sign_ins().splitlines()[-1].rsplit(maxsplit=4)[-4:]
    case = Report.objects.select_related("case").get(receipt_mac=receipt_mac("".join(code))).case
    assert case.closing_state == "resolved"
    assert Message.objects.filter(report__case=case, side="reporter").exists()
