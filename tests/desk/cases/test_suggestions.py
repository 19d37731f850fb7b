"""A suggested harm on the case page: shown with its reasons, dismissed by a person, learned from, and never more than that."""

import pytest
from click.testing import CliRunner
from django.urls import reverse

from clearhall.cli import main
from clearhall.desk.accounts.queries import actor_for
from clearhall.desk.cases import actions
from clearhall.desk.cases.errors import CaseNotFound
from clearhall.desk.cases.learning import learnable_rows
from clearhall.desk.cases.models import Case, DismissedSuggestion
from clearhall.desk.cases.queries import case_page
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib.actors import Role
from clearhall.desk.lib.errors import NotAllowed
from clearhall.desk.reports.models import Report
from clearhall.desk.taxonomy.harms import Harm
from clearhall.engine.recognition import Kind
from tests.desk.recognition.conftest import GOODS, PHISHING, invented_rows, model, no_model  # noqa: F401 (fixtures)
from tests.factories import NOON, make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(client, desk):
    person = desk.person()
    client.force_login(person)
    client.actor = actor_for(person)
    return client


def page_of(case):
    return reverse("cases:case", kwargs={"case_id": case.pk})


def dismissal_of(case):
    return reverse("cases:step", kwargs={"case_id": case.pk, "name": "dismiss-suggestion"})


def test_the_case_page_shows_what_the_message_looks_like_and_why(worker, desk, model):  # noqa: F811
    case = make_case(body=desk.police, harm=Harm.TELECOM_FRAUD, text=PHISHING)
    shown = worker.get(page_of(case)).content.decode()
    assert "A suggestion" in shown
    assert "These words speak for it" in shown
    assert '<option value="phishing" selected>' in shown  # the form to change the harm starts with it
    assert Case.objects.get(pk=case.pk).harm == Harm.TELECOM_FRAUD


def test_nothing_is_suggested_where_it_would_say_nothing_new(worker, desk, model):  # noqa: F811
    same = make_case(body=desk.police, harm=Harm.PHISHING, text=PHISHING)
    erased = make_case(body=desk.police, harm=Harm.TELECOM_FRAUD, text=PHISHING)
    Report.objects.filter(case=erased).update(text="", erased_at=NOON)
    closed = make_case(
        body=desk.police,
        harm=Harm.TELECOM_FRAUD,
        text=PHISHING,
        state="closed",
        closed_at=NOON,
        closing_state="resolved",
    )
    for case in (same, erased, closed):
        assert case_page(case.pk, actor=worker.actor, at=NOON).suggestion is None


def test_a_harm_that_the_reporter_may_not_report_is_not_suggested(worker, desk, model):  # noqa: F811
    case = make_case(body=desk.police, harm=Harm.IMPERSONATION, text=GOODS)
    Report.objects.filter(case=case).update(
        reporter_kind="body", is_about_reporting_body=True, reporting_body=desk.police
    )
    assert case_page(case.pk, actor=worker.actor, at=NOON).suggestion is None  # charter R5


def test_dismissing_is_recorded_once_and_changes_nothing_else(worker, desk, model):  # noqa: F811
    case = make_case(body=desk.police, harm=Harm.TELECOM_FRAUD, text=PHISHING)
    before = Case.objects.filter(pk=case.pk).values().get()
    for _ in range(2):
        assert worker.post(dismissal_of(case)).status_code == 302
    assert "A suggestion" not in worker.get(page_of(case)).content.decode()
    assert Case.objects.filter(pk=case.pk).values().get() == before
    assert DismissedSuggestion.objects.get().harm == Harm.PHISHING
    (entry,) = LedgerEntry.objects.filter(event="case:suggestion_dismissed")
    assert b"phishing" not in bytes(entry.payload)  # the public log names no harms


def test_who_may_not_work_on_a_case_may_not_dismiss(desk, model):  # noqa: F811
    case = make_case(body=desk.police, harm=Harm.TELECOM_FRAUD, text=PHISHING)
    with pytest.raises(CaseNotFound):
        actions.dismiss_suggestion(case.pk, harm=Harm.PHISHING, actor=desk.actor(desk.market), at=NOON)
    with pytest.raises(NotAllowed):
        actions.dismiss_suggestion(case.pk, harm=Harm.PHISHING, actor=desk.actor(None, Role.AUDITOR), at=NOON)
    assert not DismissedSuggestion.objects.exists()


def test_closed_cases_and_dismissals_teach_and_nothing_else_does(desk):
    def closed(harm, text, how):
        return make_case(body=desk.police, harm=harm, text=text, state="closed", closed_at=NOON, closing_state=how)

    closed(Harm.PHISHING, "resolved one", "resolved")
    closed(Harm.PHISHING, "unfounded one", "unfounded")
    closed(Harm.FALSE_CLAIM, "a claim", "resolved")  # no wording tells whether a claim is true
    closed(Harm.PHISHING, "withdrawn one", "withdrawn")
    make_case(body=desk.police, harm=Harm.PHISHING, text="open one")
    kept = make_case(body=desk.police, harm=Harm.TELECOM_FRAUD, text="kept one")
    actions.dismiss_suggestion(kept.pk, harm=Harm.PHISHING, actor=desk.actor(), at=NOON)
    assert {(row.text, row.kind) for row in learnable_rows()} == {
        ("resolved one", Kind.PHISHING),
        ("unfounded one", Kind.ORDINARY),
        ("kept one", Kind.TELECOM_FRAUD),
    }


def test_the_command_learns_from_files_and_cases_and_says_what_it_is_worth(desk, no_model, tmp_path):  # noqa: F811
    file = tmp_path / "labelled.csv"
    file.write_text("text,label\n" + "".join(f'"{row.text}",{row.kind.value}\n' for row in invented_rows()))
    answer = CliRunner().invoke(main, ["train", "messages", "--data", str(file), "--licence", "invented"])
    assert answer.exit_code == 0, answer.output
    assert "Macro-F1" in answer.output
    assert "phishing" in answer.output
    assert CliRunner().invoke(main, ["train", "forget"]).output == "The model is removed.\n"
    assert CliRunner().invoke(main, ["train", "forget"]).output == "There was no model.\n"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("text,label\nhello,negative opinion\n", "no instrument over what people think"),
        ("text,label\nhello,rhubarb\n", "rhubarb"),
        ("text,label\n", "no rows"),
        ("words\nhello\n", "Line 2"),
        ("text,label\nhello,phishing\n", "two kinds"),
    ],
)
def test_a_file_that_cannot_be_learned_from_is_refused_with_a_sentence(desk, no_model, tmp_path, content, sentence):  # noqa: F811
    file = tmp_path / "labelled.csv"
    file.write_text(content)
    answer = CliRunner().invoke(main, ["train", "messages", "--no-cases", "--data", str(file)])
    assert answer.exit_code == 1
    assert sentence in answer.output
    assert "Traceback" not in answer.output
