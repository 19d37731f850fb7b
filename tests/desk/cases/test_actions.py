"""Each step of a case: what it changes, its one record, what the reporter hears; and that a refusal changes nothing."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from clearhall.desk.bodies.errors import BodyNotFound
from clearhall.desk.cases import actions
from clearhall.desk.cases.actions import Answer, Closing
from clearhall.desk.cases.errors import (
    AlreadyAnswered,
    AlreadyTaken,
    AlreadyThere,
    AlreadyYours,
    AnswerRequired,
    CaseNotFound,
    HarmNotPermitted,
    MoveNotAllowed,
    NeedsAPerson,
    NobodyThere,
    NothingToCorrect,
    NotHolder,
    OutcomeNotPermitted,
    ReopenedBefore,
    TooLateToReopen,
    TooManyCases,
)
from clearhall.desk.cases.models import Case, Note, PublishedOutcome
from clearhall.desk.cases.states import ClosingState
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib import ids
from clearhall.desk.lib.actors import Role, job
from clearhall.desk.lib.errors import Invalid, NotAllowed
from clearhall.desk.mailbox.models import Message, Side
from clearhall.desk.reports.models import Report
from clearhall.desk.taxonomy.harms import Harm, Outcome, Urgency
from tests.desk.cases.conftest import everything
from tests.factories import NOON, make_body, make_case

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=2)
REASON = "They answer for shops and markets"
SAID = Answer(text_en="The site is a copy. It has been reported.")


def held_case(desk, **fields):
    """A case of the police and the actor who has it."""
    actor = desk.actor()
    case = make_case(body=desk.police, **fields)
    actions.take_case(case.pk, actor=actor, at=NOON)
    desk.mark = LedgerEntry.objects.count()
    return case, actor


def records(desk):
    """The records since the last case was made and taken."""
    return LedgerEntry.objects.order_by("index")[desk.mark :]


def only_record(desk, case):
    (entry,) = records(desk)
    payload = json.loads(bytes(entry.payload))
    assert entry.subject == f"case:{ids.encode(case.pk)}"
    return entry.event, payload["before"], payload["after"], entry.actor


def test_take_makes_the_actor_the_holder_and_records_it_once(desk):
    actor, case = desk.actor(), make_case(body=desk.police)
    actions.take_case(case.pk, actor=actor, at=LATER)
    case.refresh_from_db()
    assert (case.state, case.assignee_id, case.taken_at, case.first_response_at) == (
        "active",
        actor.person_id,
        LATER,
        LATER,
    )
    event, before, after, by = only_record(desk, case)
    assert (event, by) == ("case:taken", actor.label)
    assert before == {"state": "received", "assignee": None}
    assert after == {"state": "active", "assignee": actor.label}


def test_the_second_to_take_is_told_who_has_it_and_nothing_changes(desk):
    case, first = held_case(desk)
    before = everything(case)
    with pytest.raises(AlreadyTaken) as caught:
        actions.take_case(case.pk, actor=desk.actor(), at=LATER)
    case.refresh_from_db()
    assert str(case.assignee) in str(caught.value)
    assert caught.value.details["holder"] == case.assignee.handle
    with pytest.raises(AlreadyYours):
        actions.take_case(case.pk, actor=first, at=LATER)
    assert everything(case) == before


def test_a_job_cannot_take_a_case(desk):
    case = make_case(body=desk.police)
    with pytest.raises(NeedsAPerson):
        actions.take_case(case.pk, actor=job("test"), at=LATER)


def test_release_puts_the_case_back_and_a_colleague_who_may_assign_can_do_it_too(desk):
    case, _holder = held_case(desk)
    colleague = desk.actor(desk.police, Role.REVIEWER)
    actions.release_case(case.pk, actor=colleague, at=LATER)
    case.refresh_from_db()
    assert (case.state, case.assignee_id, case.taken_at) == ("received", None, None)
    assert only_record(desk, case)[0] == "case:released"


def test_assign_gives_the_case_to_a_caseworker_of_its_body_or_of_a_body_above(desk):
    case, actor = held_case(desk)
    for person in (desk.person(), desk.person(desk.city)):
        actions.assign_case(case.pk, to_person_id=person.pk, actor=actor, at=LATER)
        case.refresh_from_db()
        assert (case.state, case.assignee) == ("active", person)
    assert [entry.event for entry in records(desk)] == ["case:assigned"] * 2


def test_nobody_from_elsewhere_can_be_given_a_case(desk):
    case, actor = held_case(desk)
    stranger, reviewer, gone = desk.person(desk.market), desk.person(desk.police, Role.REVIEWER), desk.person()
    gone.is_active = False
    gone.save()
    before = everything(case)
    for key in (stranger.pk, reviewer.pk, gone.pk, 999_999):
        with pytest.raises(NobodyThere):
            actions.assign_case(case.pk, to_person_id=key, actor=actor, at=LATER)
    with pytest.raises(AlreadyThere):
        actions.assign_case(case.pk, to_person_id=actor.person_id, actor=actor, at=LATER)
    assert everything(case) == before


def test_hand_over_moves_the_case_tells_the_reporter_and_keeps_the_reason_out_of_the_log(desk):
    case, actor = held_case(desk)
    actions.hand_over_case(case.pk, to_body_id=desk.market.pk, reason=REASON, actor=actor, at=LATER)
    case.refresh_from_db()
    assert (case.state, case.body, case.assignee, case.first_response_at) == ("received", desk.market, None, None)
    assert case.first_response_due_at > LATER  # their time to look begins now
    event, before, after, _by = only_record(desk, case)
    assert event == "case:handed_over"
    assert (before["body"], after["body"]) == ("police", "market")
    note = Note.objects.get()
    assert (note.text, note.kind, note.record_index) == (REASON, "hand_over", records(desk)[0].index)
    assert REASON.encode() not in bytes(records(desk)[0].payload)
    message = Message.objects.get()
    assert message.side == Side.DESK
    assert "market office" in message.text
    assert REASON not in message.text
    with pytest.raises(CaseNotFound):  # it is theirs now
        actions.add_case_note(case.pk, text="Still mine?", actor=actor, at=LATER)


def test_the_reporter_hears_in_the_language_of_the_report(desk):
    case, actor = held_case(desk, language="zh")
    actions.hand_over_case(case.pk, to_body_id=desk.market.pk, reason="归市场监管部门管辖", actor=actor, at=LATER)
    assert "market局" in Message.objects.get().text


@pytest.mark.parametrize("reason", ["", "   ", "ok", "no idea", "不归我管", ". , !", "\x00\x07"])
def test_a_hand_over_needs_a_reason_in_words(desk, reason):
    case, actor = held_case(desk)
    before = everything(case)
    with pytest.raises(Invalid) as caught:
        actions.hand_over_case(case.pk, to_body_id=desk.market.pk, reason=reason, actor=actor, at=LATER)
    assert caught.value.field == "reason"
    assert everything(case) == before


def test_a_case_goes_only_to_another_body_that_works_here(desk):
    case, actor = held_case(desk)
    closed = make_body("closed")
    closed.is_active = False
    closed.save()
    before = everything(case)
    for body_id, error in ((desk.police.pk, AlreadyThere), (closed.pk, BodyNotFound), (999_999, BodyNotFound)):
        with pytest.raises(error):
            actions.hand_over_case(case.pk, to_body_id=body_id, reason=REASON, actor=actor, at=LATER)
    assert everything(case) == before


def test_a_note_is_kept_and_the_log_holds_none_of_it(desk):
    case, actor = held_case(desk)
    note = actions.add_case_note(case.pk, text="Called the bank\r\nthey know", actor=actor, at=LATER)
    assert (note.text, note.author_id, note.kind) == ("Called the bank\nthey know", actor.person_id, "note")
    assert only_record(desk, case)[0] == "case:noted"
    assert b"bank" not in bytes(records(desk)[0].payload)
    assert Message.objects.count() == 0


def test_a_question_waits_for_the_reporter_and_the_answer_brings_the_case_back(desk):
    case, actor = held_case(desk)
    actions.ask_reporter(case.pk, text="Which bank was named?", actor=actor, at=LATER)
    case.refresh_from_db()
    assert (case.state, Message.objects.get().text) == ("waiting", "Which bank was named?")
    assert Message.objects.get().report.case_id == case.pk
    actions.reporter_answered(case.pk, at=LATER)
    case.refresh_from_db()
    assert (case.state, case.has_news) == ("active", True)
    assert [(entry.event, entry.actor) for entry in records(desk)] == [
        ("case:asked", actor.label),
        ("case:answered_by_reporter", "reporter"),
    ]
    actions.mark_news_read(case.pk, actor=actor, at=LATER)
    case.refresh_from_db()
    assert not case.has_news
    assert len(records(desk)) == 2


def test_reclassifying_changes_urgency_and_clock_and_the_public_log_does_not_name_the_harm(desk):
    case, actor = held_case(desk)
    actions.reclassify_case(case.pk, harm=Harm.MINOR_HARM, reason="A child is in the picture", actor=actor, at=LATER)
    old_due = case.due_at
    case.refresh_from_db()
    assert (case.harm, case.urgency, case.state) == ("minor_harm", Urgency.IMMEDIATE, "active")
    assert case.due_at < old_due
    assert Report.objects.get(case=case).harm == "phishing"  # what the reporter chose stays
    note = Note.objects.get()
    assert (note.harm_before, note.harm_after, note.kind) == ("phishing", "minor_harm", "reclassify")
    assert only_record(desk, case)[0] == "case:harm_changed"
    assert b"minor" not in bytes(records(desk)[0].payload)


def test_a_report_cannot_become_by_reclassifying_what_its_reporter_could_not_report(desk):
    by_business, actor = held_case(desk)
    Report.objects.filter(case=by_business).update(reporter_kind="business")
    with pytest.raises(HarmNotPermitted):  # charter R5
        actions.reclassify_case(by_business.pk, harm=Harm.FALSE_CLAIM, reason=REASON, actor=actor, at=LATER)
    by_body = make_case(body=desk.police)
    Report.objects.filter(case=by_body).update(
        reporter_kind="body", reporting_body=desk.police, is_about_reporting_body=True
    )
    before = everything(by_body)
    for harm in set(Harm) - {Harm.IMPERSONATION, Harm.PHISHING, Harm.NETWORK_HAZARD}:
        with pytest.raises(HarmNotPermitted):
            actions.reclassify_case(by_body.pk, harm=harm, reason=REASON, actor=actor, at=LATER)
    with pytest.raises(AlreadyThere):
        actions.reclassify_case(by_body.pk, harm=Harm.PHISHING, reason=REASON, actor=actor, at=LATER)
    assert everything(by_body) == before


def test_closing_as_resolved_publishes_the_answer_and_tells_the_reporter_in_one_record(desk):
    case, actor = held_case(desk)
    actions.close_case(case.pk, Closing(ClosingState.RESOLVED, answer=SAID), actor=actor, at=LATER)
    case.refresh_from_db()
    assert (case.state, case.closing_state, case.closed_at) == ("closed", "resolved", LATER)
    assert (PublishedOutcome.objects.get().text_en, PublishedOutcome.objects.get().outcome) == (
        SAID.text_en,
        "public_answer",
    )
    event, _before, after, _by = only_record(desk, case)
    assert (event, after["closing_state"]) == ("case:closed", "resolved")
    assert "resolved" in Message.objects.get().text


def test_a_resolved_case_says_something_in_public(desk):
    case, actor = held_case(desk)
    before = everything(case)
    for answer in (Answer(), Answer(text_zh="  ", text_en="\n")):
        with pytest.raises(AnswerRequired):
            actions.close_case(case.pk, Closing(ClosingState.RESOLVED, answer=answer), actor=actor, at=LATER)
    assert everything(case) == before
    actions.publish_outcome(case.pk, SAID, actor=actor, at=LATER)
    actions.close_case(case.pk, Closing(ClosingState.RESOLVED), actor=actor, at=LATER)  # said before
    assert PublishedOutcome.objects.count() == 1


@pytest.mark.parametrize("how", [ClosingState.NO_ACTION_POSSIBLE, ClosingState.UNFOUNDED])
def test_closing_without_a_solution_owes_the_reporter_a_reason(desk, how):
    case, actor = held_case(desk)
    before = everything(case)
    with pytest.raises(Invalid) as caught:
        actions.close_case(case.pk, Closing(how, reason="no"), actor=actor, at=LATER)
    assert caught.value.field == "reason"
    assert everything(case) == before
    actions.close_case(case.pk, Closing(how, reason="The number is not in use any more"), actor=actor, at=LATER)
    assert "The number is not in use any more" in Message.objects.get().text
    assert PublishedOutcome.objects.count() == 0


def test_not_our_competence_names_who_is_and_never_a_body_that_could_be_handed_the_case(desk):
    case, actor = held_case(desk)
    before = everything(case)
    reason = "We are not responsible for rent"
    for closing, field in (
        (Closing(ClosingState.NOT_OUR_COMPETENCE, reason=reason), "competent_name"),
        (
            Closing(ClosingState.NOT_OUR_COMPETENCE, reason=reason, competent_body_id=desk.market.pk),
            "competent_body",
        ),
    ):
        with pytest.raises(Invalid) as caught:
            actions.close_case(case.pk, closing, actor=actor, at=LATER)
        assert caught.value.field == field
    assert everything(case) == before
    closing = Closing(ClosingState.NOT_OUR_COMPETENCE, reason=reason, competent_name="Rent board of Qingshui")
    actions.close_case(case.pk, closing, actor=actor, at=LATER)
    case.refresh_from_db()
    assert (case.closing_state, case.handed_to_outside) == ("not_our_competence", "Rent board of Qingshui")
    assert "Rent board of Qingshui" in Message.objects.get().text


def test_a_duplicate_names_another_case_that_the_actor_may_see_and_that_goes_on(desk):
    case, actor = held_case(desk)
    first, foreign = make_case(body=desk.police), make_case(body=desk.market)
    before = everything(case)
    for other in (None, case.pk):
        with pytest.raises(Invalid):
            actions.close_case(case.pk, Closing(ClosingState.DUPLICATE, duplicate_of_id=other), actor=actor, at=LATER)
    for other in (foreign.pk, 12345):
        with pytest.raises(CaseNotFound):
            actions.close_case(case.pk, Closing(ClosingState.DUPLICATE, duplicate_of_id=other), actor=actor, at=LATER)
    assert everything(case) == before
    actions.close_case(case.pk, Closing(ClosingState.DUPLICATE, duplicate_of_id=first.pk), actor=actor, at=LATER)
    case.refresh_from_db()
    assert case.duplicate_of == first
    third, _ = held_case(desk)
    with pytest.raises(Invalid):  # no chains
        actions.close_case(
            third.pk, Closing(ClosingState.DUPLICATE, duplicate_of_id=case.pk), actor=job("test"), at=LATER
        )


def test_staff_cannot_withdraw_in_the_reporters_name(desk):
    case, actor = held_case(desk)
    with pytest.raises(Invalid):
        actions.close_case(case.pk, Closing(ClosingState.WITHDRAWN), actor=actor, at=LATER)


def test_withdrawing_is_the_reporters_and_works_once(desk):
    case, _actor = held_case(desk)
    actions.withdraw_by_reporter(case.pk, at=LATER)
    case.refresh_from_db()
    assert (case.state, case.closing_state) == ("closed", "withdrawn")
    assert only_record(desk, case)[0::3] == ("case:withdrawn", "reporter")
    before = everything(case)
    with pytest.raises(MoveNotAllowed):
        actions.withdraw_by_reporter(case.pk, at=LATER)
    assert everything(case) == before


def test_the_reporter_reopens_once_and_the_clock_starts_anew(desk):
    case, actor = held_case(desk)
    closing = Closing(ClosingState.RESOLVED, answer=SAID)
    actions.close_case(case.pk, closing, actor=actor, at=LATER)
    reopened_at = LATER + timedelta(days=30)
    actions.reopen_by_reporter(case.pk, at=reopened_at)
    case.refresh_from_db()
    assert (case.state, case.assignee, case.closing_state, case.closed_at, case.has_news) == (
        "received",
        None,
        "",
        None,
        True,
    )
    assert case.due_at > reopened_at
    assert PublishedOutcome.objects.count() == 1  # what was said was said
    actions.take_case(case.pk, actor=actor, at=reopened_at)
    actions.close_case(case.pk, closing, actor=actor, at=reopened_at)
    assert PublishedOutcome.objects.filter(replaces__isnull=False).count() == 1
    before = everything(case)
    with pytest.raises(ReopenedBefore):
        actions.reopen_by_reporter(case.pk, at=reopened_at)
    assert everything(case) == before


def test_after_the_limit_of_days_a_case_stays_closed(desk):
    case, _actor = held_case(desk)
    actions.withdraw_by_reporter(case.pk, at=LATER)
    before = everything(case)
    with pytest.raises(TooLateToReopen):
        actions.reopen_by_reporter(case.pk, at=LATER + timedelta(days=30, seconds=1))
    assert everything(case) == before


def test_a_correction_adds_a_row_and_a_stale_one_is_refused(desk):
    case, actor = held_case(desk)
    first = actions.publish_outcome(case.pk, SAID, actor=actor, at=LATER)
    with pytest.raises(AlreadyAnswered):
        actions.publish_outcome(case.pk, SAID, actor=actor, at=LATER)
    better = Answer(text_zh="该网站是仿冒的。", text_en="The site is a copy of a bank's.")
    second = actions.correct_outcome(case.pk, better, replaces_id=first.pk, actor=actor, at=LATER)
    first.refresh_from_db()
    assert (first.text_en, second.replaces, second.text_zh) == (SAID.text_en, first, better.text_zh)
    before = everything(case)
    with pytest.raises(NothingToCorrect):
        actions.correct_outcome(case.pk, SAID, replaces_id=first.pk, actor=actor, at=LATER)
    assert everything(case) == before
    assert [entry.event for entry in records(desk)] == [
        "case:answer_published",
        "case:answer_corrected",
    ]


@pytest.mark.parametrize("outcome", [Outcome.NOTICE, Outcome.SCAM_INDICATOR, Outcome.PUBLIC_ANSWER, "removal"])
def test_a_claim_cannot_get_anything_but_an_answer(desk, outcome):
    case, actor = held_case(desk, harm=Harm.FALSE_CLAIM)
    before = everything(case)
    with pytest.raises(OutcomeNotPermitted):  # charter R4
        actions.publish_outcome(case.pk, SAID, outcome=outcome, actor=actor, at=LATER)
    assert everything(case) == before
    assert actions.publish_outcome(case.pk, SAID, actor=actor, at=LATER).outcome == "fact_check"


def test_a_measure_is_not_published_by_one_person_as_an_answer(desk):
    case, actor = held_case(desk)
    with pytest.raises(OutcomeNotPermitted):  # charter R6: notices have their own way
        actions.publish_outcome(case.pk, SAID, outcome=Outcome.NOTICE, actor=actor, at=LATER)


def steps(desk, case):
    """Every step of staff, as (name, call); each would succeed for the holder."""
    other = make_case(body=desk.police)
    person = desk.person()
    return {
        "take": lambda actor: actions.take_case(case.pk, actor=actor, at=LATER),
        "release": lambda actor: actions.release_case(case.pk, actor=actor, at=LATER),
        "assign": lambda actor: actions.assign_case(case.pk, to_person_id=person.pk, actor=actor, at=LATER),
        "hand_over": lambda actor: actions.hand_over_case(
            case.pk, to_body_id=desk.market.pk, reason=REASON, actor=actor, at=LATER
        ),
        "note": lambda actor: actions.add_case_note(case.pk, text="A note", actor=actor, at=LATER),
        "ask": lambda actor: actions.ask_reporter(case.pk, text="When?", actor=actor, at=LATER),
        "reclassify": lambda actor: actions.reclassify_case(
            case.pk, harm=Harm.TELECOM_FRAUD, reason=REASON, actor=actor, at=LATER
        ),
        "close": lambda actor: actions.close_case(
            case.pk, Closing(ClosingState.DUPLICATE, duplicate_of_id=other.pk), actor=actor, at=LATER
        ),
        "publish": lambda actor: actions.publish_outcome(case.pk, SAID, actor=actor, at=LATER),
        "read": lambda actor: actions.mark_news_read(case.pk, actor=actor, at=LATER),
    }


STEPS = ["take", "release", "assign", "hand_over", "note", "ask", "reclassify", "close", "publish", "read"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("who", ["stranger", "administrator", "nobody"])
def test_who_may_not_know_of_a_case_gets_the_answer_of_one_that_is_not_there(desk, step, who):
    case, _holder = held_case(desk)
    actor = {
        "stranger": desk.actor(desk.market),
        "administrator": desk.actor(desk.city, Role.ADMINISTRATOR),
        "nobody": desk.actor(desk.market, Role.AUDITOR),
    }[who]
    call = steps(desk, case)[step]
    before = everything(case)
    with pytest.raises(CaseNotFound) as foreign:
        call(actor)
    assert everything(case) == before
    with pytest.raises(CaseNotFound) as absent:
        steps(desk, Case(pk=12345))[step](actor)
    assert str(foreign.value) == str(absent.value)


@pytest.mark.parametrize("step", STEPS)
def test_an_auditor_sees_and_changes_nothing(desk, step):
    case, _holder = held_case(desk)
    call = steps(desk, case)[step]
    before = everything(case)
    with pytest.raises(NotAllowed):
        call(desk.actor(desk.city, Role.AUDITOR))
    assert everything(case) == before


@pytest.mark.parametrize("step", ["hand_over", "ask", "reclassify", "close"])
def test_what_belongs_to_the_holder_is_refused_to_a_colleague(desk, step):
    case, _holder = held_case(desk)
    call = steps(desk, case)[step]
    before = everything(case)
    with pytest.raises(NotHolder):
        call(desk.actor())
    assert everything(case) == before


@pytest.mark.parametrize("step", ["release", "assign", "hand_over", "note", "ask", "reclassify", "close", "publish"])
def test_each_step_of_the_holder_appends_exactly_one_record(desk, step):
    case, holder = held_case(desk)
    call = steps(desk, case)[step]
    call(holder)
    assert len(records(desk)) == 1


@pytest.mark.parametrize(
    ("state", "step"),
    [
        ("closed", "take"),
        ("closed", "release"),
        ("closed", "assign"),
        ("closed", "hand_over"),
        ("closed", "ask"),
        ("closed", "reclassify"),
        ("closed", "close"),
        ("received", "release"),
        ("received", "ask"),
        ("received", "close"),
        ("received", "publish"),
    ],
)
def test_a_step_that_the_table_does_not_have_changes_nothing(desk, state, step):
    closed = {"closed_at": NOON, "closing_state": "unfounded"} if state == "closed" else {}
    case = make_case(body=desk.police, state=state, **closed)
    call = steps(desk, case)[step]
    before = everything(case)
    with pytest.raises(MoveNotAllowed):
        call(desk.actor())
    assert everything(case) == before


def test_a_parent_body_works_the_cases_below_it(desk):
    case = make_case(body=desk.police)
    assert actions.take_case(case.pk, actor=desk.actor(desk.city), at=LATER).state == "active"


def test_taking_many_says_of_each_what_became_of_it(desk):
    actor = desk.actor()
    mine, taken, foreign = make_case(body=desk.police), held_case(desk)[0], make_case(body=desk.market)
    result = actions.take_cases([mine.pk, taken.pk, foreign.pk, mine.pk], actor=actor, at=LATER)
    assert result.done == (mine.pk,)
    assert [(case_id, error.code) for case_id, error in result.refused] == [
        (taken.pk, "already_taken"),
        (foreign.pk, "case_not_found"),
    ]
    assert len(records(desk)) == 1


def test_handing_over_many_records_each(desk):
    cases = [make_case(body=desk.police) for _ in range(3)]
    result = actions.hand_over_cases(
        [case.pk for case in cases], to_body_id=desk.market.pk, reason=REASON, actor=desk.actor(), at=LATER
    )
    assert len(result.done) == 3
    assert set(Case.objects.values_list("body__code", flat=True)) == {"market"}
    assert LedgerEntry.objects.count() == Message.objects.count() == 3


def test_too_many_at_once_are_refused_before_anything_is_done(desk):
    with pytest.raises(TooManyCases):
        actions.take_cases(range(201), actor=desk.actor(), at=LATER)


@pytest.mark.parametrize(
    "change",
    [
        {"state": "lost"},
        {"state": "closed"},
        {"state": "active"},
        {"closing_state": "resolved"},
        {"state": "closed", "closed_at": NOON, "closing_state": "duplicate"},
        {"state": "closed", "closed_at": NOON, "closing_state": "not_our_competence"},
        {"harm": "opinion"},
    ],
)
def test_the_database_refuses_a_case_that_cannot_be_true(desk, change):
    case = make_case(body=desk.police)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**change)
