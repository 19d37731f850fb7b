"""Charter R5: a body reports about itself only impersonation, phishing and security hazards; a business reports no criticism."""

from itertools import product

import pytest
from django.db import IntegrityError, transaction

from clearhall.desk.intake.actions import accept_report
from clearhall.desk.intake.errors import CriticismIsNoHarm, NotAboutYourself
from clearhall.desk.intake.types import NewReport, Sender
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib.errors import DeskError
from clearhall.desk.reports.models import Report
from clearhall.desk.taxonomy.harms import SELF_REPORTABLE, BusinessInfringement, Harm
from tests.factories import NOON, make_body, make_case, make_place

pytestmark = pytest.mark.django_db


def report(harm: Harm, **fields) -> NewReport:
    subkind = "extortion" if harm == Harm.BUSINESS_INFRINGEMENT else ""
    return NewReport(text="something", harm=harm, subkind=subkind, **fields)


def test_the_list_is_the_charters():
    assert {Harm.IMPERSONATION, Harm.PHISHING, Harm.NETWORK_HAZARD} == SELF_REPORTABLE


@pytest.mark.parametrize(("harm", "is_about_itself"), [*product(Harm, [True, False])])
def test_a_body_reports_about_itself_only_what_is_permitted(harm, is_about_itself):
    body = make_body(place=make_place("LJ"), harms=tuple(Harm))
    sender = Sender("body", f"body:{body.code}", "api", body_id=body.pk)
    new = report(harm, is_about_reporting_body=is_about_itself)
    if is_about_itself and harm not in SELF_REPORTABLE:
        with pytest.raises(NotAboutYourself) as caught:
            accept_report(new, sender=sender, at=NOON)
        assert "Criticism" in str(caught.value)
        assert not Report.objects.exists()
        assert not LedgerEntry.objects.exists()
    else:
        accept_report(new, sender=sender, at=NOON)
        assert Report.objects.get().is_about_reporting_body is is_about_itself


def test_a_body_cannot_leave_the_question_open():
    body = make_body(harms=tuple(Harm))
    with pytest.raises(DeskError) as caught:
        accept_report(report(Harm.PHISHING), sender=Sender("body", "body:x", "api", body_id=body.pk), at=NOON)
    assert caught.value.field == "is_about_reporting_body"


@pytest.mark.parametrize("harm", Harm)
def test_a_business_reports_no_claims(harm):
    make_body(harms=tuple(Harm))
    sender = Sender("business", "form", "form")
    if harm == Harm.FALSE_CLAIM:
        with pytest.raises(CriticismIsNoHarm):
            accept_report(report(harm), sender=sender, at=NOON)
    else:
        accept_report(report(harm), sender=sender, at=NOON)


@pytest.mark.parametrize("subkind", ["", "review", "bad_review", "criticism", "news", "opinion", "Extortion"])
def test_criticism_is_no_kind_of_infringement(subkind):
    make_body(harms=tuple(Harm))
    new = NewReport(text="x", harm=Harm.BUSINESS_INFRINGEMENT, subkind=subkind)
    with pytest.raises(DeskError) as caught:
        accept_report(new, sender=Sender("business", "form", "form"), at=NOON)
    assert caught.value.field == "subkind"
    assert not {"review", "criticism", "news", "opinion"} & {
        part for kind in BusinessInfringement for part in kind.split("_")
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"reporter_kind": "body", "is_about_reporting_body": True, "harm": "false_claim"},
        {"reporter_kind": "body", "is_about_reporting_body": True, "harm": "harassment"},
        {"reporter_kind": "body", "is_about_reporting_body": None},
        {"reporter_kind": "business", "harm": "false_claim"},
        {"harm": "business_infringement", "subkind": "bad_review"},
        {"harm": "opinion"},
    ],
)
def test_the_database_itself_refuses_what_slips_past_the_code(changes):
    case = make_case()
    if changes.get("reporter_kind") == "body":
        changes = changes | {"reporting_body": case.body}
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(case=case).update(**changes)
