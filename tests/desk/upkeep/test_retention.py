"""Erasure on schedule: what people wrote goes, what was done stays and verifies."""

from datetime import timedelta

import pytest

from clearhall.desk.cases.models import Case, Note
from clearhall.desk.files.actions import check_files, keep_files
from clearhall.desk.files.models import Evidence
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.ledger.queries import verify_ledger
from clearhall.desk.lib.actors import REPORTER, job
from clearhall.desk.mailbox.actions import leave_contact, send_from_desk
from clearhall.desk.mailbox.models import Contact, Message
from clearhall.desk.reports.models import Report, ReportIndicator
from clearhall.desk.upkeep.retention import erase_old_reports
from tests.desk.files.test_inspect import picture
from tests.factories import NOON, make_case

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1096)


@pytest.fixture
def closed():
    case = make_case(text="call 170 0000 0000", state="closed", closed_at=NOON, closing_state="unfounded")
    report = case.reports.get()
    ReportIndicator.objects.create(report=report, kind="phone", value="17000000000", start=5, end=18)
    leave_contact(report.pk, "someone@example.com", language="en", at=NOON)
    send_from_desk(report.pk, "We looked into it", job("test"), NOON)
    Note.objects.create(case=case, author_label="job:test", at=NOON, text="about a person", record_index=0)
    keep_files(check_files([(picture(), "a.png")]), report_id=report.pk, case_id=case.pk, actor=REPORTER, at=NOON)
    return case


def test_after_the_time_all_that_people_wrote_is_gone_and_the_rest_stays(closed, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_old_reports(at=LATER) == 1
    report = Report.objects.get()
    assert (report.text, report.what_happened, report.url, bytes(report.signature)) == ("", "", "", b"")
    assert report.erased_at == LATER
    assert (Message.objects.get().text, Note.objects.get().text) == ("", "")
    assert (Contact.objects.count(), ReportIndicator.objects.count()) == (0, 0)
    assert Evidence.objects.get().erased_at == LATER
    assert Case.objects.get().closing_state == "unfounded"
    assert LedgerEntry.objects.filter(event="report:erased").count() == 1
    assert verify_ledger().is_good


def test_before_the_time_nothing_goes_and_afterwards_it_goes_once(closed):
    assert erase_old_reports(at=NOON + timedelta(days=1094)) == 0
    assert Report.objects.get().text
    assert erase_old_reports(at=LATER) == 1
    entries = LedgerEntry.objects.count()
    assert erase_old_reports(at=LATER) == 0
    assert LedgerEntry.objects.count() == entries


def test_an_open_case_keeps_its_texts_however_old():
    make_case()
    assert erase_old_reports(at=LATER) == 0
