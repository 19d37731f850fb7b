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
from clearhall.desk.recognition.queries import dangers
from clearhall.desk.recognition.store import URLS
from clearhall.desk.reports.models import Report, ReportIndicator
from clearhall.desk.taxonomy.harms import Harm
from clearhall.engine.recognition import Kind, save_model
from tests.desk.recognition.conftest import (  # noqa: F401 (fixtures)
    BAD,
    GOOD,
    GOODS,
    PHISHING,
    invented_addresses,
    invented_rows,
    model,
    no_model,
    url_model,
)
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


def links(page):
    return {one.value: one for one in page.indicators}


@pytest.fixture
def case_with_links(desk):
    """A case whose message names a link that looks dangerous, one that does not, and a telephone number."""
    case = make_case(body=desk.police, harm=Harm.PHISHING, text=f"Log in at {BAD} or {GOOD} or call 13800138000")
    report = Report.objects.get(case=case)
    for kind, value, domain in (
        ("url", BAD, "login-qwxzkbtr7.top"),
        ("url", GOOD, "x.example"),
        ("phone", "13800138000", ""),
    ):
        start = report.text.index(value)
        end = start + len(value)
        ReportIndicator.objects.create(report=report, start=start, end=end, kind=kind, value=value, domain=domain)
    return case


def test_a_link_that_looks_dangerous_says_so(worker, desk, url_model, case_with_links):  # noqa: F811
    before = Case.objects.filter(pk=case_with_links.pk).values().get()
    found = links(case_page(case_with_links.pk, actor=worker.actor, at=NOON))
    assert found[BAD].danger.percent >= 50
    assert found[GOOD].danger is None
    assert found["13800138000"].danger is None
    shown = worker.get(page_of(case_with_links)).content.decode()
    assert shown.count("Looks dangerous") == 1
    assert "These parts of it speak for that" in shown
    assert "A program suggests, you decide." in shown
    assert Case.objects.filter(pk=case_with_links.pk).values().get() == before


def test_without_a_model_of_addresses_nothing_is_shown_beside_links(worker, desk, no_model, case_with_links):  # noqa: F811
    assert "Looks dangerous" not in worker.get(page_of(case_with_links)).content.decode()


def test_the_danger_of_a_link_costs_no_query(worker, desk, case_with_links, url_model, django_assert_num_queries):  # noqa: F811
    page = case_page(case_with_links.pk, actor=worker.actor, at=NOON)
    assert page.indicators
    with django_assert_num_queries(0):
        assert dangers([one.value for one in page.indicators])


def test_the_danger_of_a_link_is_for_those_who_may_see_the_case(desk, url_model, case_with_links):  # noqa: F811
    with pytest.raises(CaseNotFound):
        case_page(case_with_links.pk, actor=desk.actor(desk.market), at=NOON)


def written_addresses(tmp_path, rows=None):
    file = tmp_path / "addresses.csv"
    rows = invented_addresses() if rows is None else rows
    lines = [f"{row.text},{'dangerous' if row.kind is Kind.HARM else 'ordinary'}" for row in rows]
    file.write_text("\n".join(["url,label", *lines, ""]))
    return file


def test_the_command_learns_addresses_and_says_how_the_models_stand(desk, no_model, tmp_path):  # noqa: F811
    file = written_addresses(tmp_path)
    answer = CliRunner().invoke(main, ["train", "urls", str(file), "--licence", "CC0-1.0"])
    assert answer.exit_code == 0, answer.output
    assert "Area under the curve" in answer.output
    assert "CC0-1.0" in URLS.card_path.read_text()
    assert dangers([BAD])
    stands = CliRunner().invoke(main, ["train", "state"])
    assert stands.exit_code == 0
    assert "messages: no model" in stands.output
    assert "urls: version" in stands.output
    whole = URLS.path.read_bytes()
    save_model(URLS.path, URLS.model(), key=b"the key of another desk")
    assert dangers([BAD]) == {}
    stands = CliRunner().invoke(main, ["train", "state"])
    assert stands.exit_code == 1
    assert "unknown origin" in stands.output
    foreign = tmp_path / "theirs.model"
    foreign.write_bytes(URLS.path.read_bytes())
    taken = CliRunner().invoke(main, ["train", "adopt", str(foreign), "--reason", "we compared it with our own"])
    assert taken.exit_code == 0, taken.output
    assert "CC0-1.0" in taken.output
    assert dangers([BAD])
    assert CliRunner().invoke(main, ["train", "adopt", str(foreign)]).exit_code == 2  # no reason
    junk = tmp_path / "junk"
    junk.write_bytes(whole[:100])
    refused = CliRunner().invoke(main, ["train", "adopt", str(junk), "--reason", "why not"])
    assert refused.exit_code == 1
    assert "Traceback" not in refused.output
    assert dangers([BAD])
    assert CliRunner().invoke(main, ["train", "forget", "urls"]).output == "The model is removed.\n"
    assert CliRunner().invoke(main, ["train", "forget", "urls"]).output == "There was no model.\n"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("url,label\na.example,dangerous\nb.example,phishing\n", "Line 3: the label 'phishing' is neither dangerous"),
        ("url,label\na.example,negative opinion\n", "no instrument over what people think"),
        ("url,label\na.example,dangerous\n,ordinary\n", "Line 3: no url"),
        ("url,label\na.example,\n", "Line 2: no label"),
        ("url,label\n", "no rows"),
        ("text,label\nhello,dangerous\n", "Line 2: no url"),
        ("url,label\n" + "".join(f"a{n}.example,dangerous\n" for n in range(40)), "0 ordinary"),
    ],
)
def test_addresses_that_cannot_be_learned_from_are_refused_with_a_sentence(desk, no_model, tmp_path, content, sentence):  # noqa: F811
    file = tmp_path / "addresses.csv"
    file.write_text(content)
    answer = CliRunner().invoke(main, ["train", "urls", str(file)])
    assert answer.exit_code == 1
    assert sentence in answer.output
    assert "Traceback" not in answer.output
    assert not URLS.path.exists()
