"""What the invented desk did: in order, never in the future, by someone who works there, with honest closings."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta

from clearhall.desk.city.answers import FACT_CHECKS, OTHER_STATES, RESOLVED
from clearhall.desk.city.bodies import BODIES, CITY_TIME
from clearhall.desk.city.people import CASEWORKER_OF
from clearhall.desk.city.reports import HARM_SHARES
from clearhall.desk.city.stories import (
    _HANDED_OVER,
    CLOSING_STATES,
    StepKind,
    invent_stories,
)
from tests.desk.city.conftest import NIGHT, TODAY


def test_stories_are_the_same_every_time_and_the_hour_only_cuts_them(reports, stories):
    assert invent_stories(reports, today=TODAY, now=NIGHT) == stories
    noon = datetime.combine(TODAY - timedelta(days=9), time(12), CITY_TIME)
    earlier = invent_stories(reports, today=TODAY, now=noon)
    for before, after in zip(earlier, stories, strict=True):
        assert before.steps == tuple(step for step in after.steps if step.at <= noon)


def test_steps_follow_each_other_and_none_lies_before_the_report_or_after_now(reports, stories):
    for report, story in zip(reports, stories, strict=True):
        moments = [report.received_at, *(step.at for step in story.steps), NIGHT]
        assert moments == sorted(moments), story
        kinds = [step.kind for step in story.steps]
        assert kinds[:1] in ([], [StepKind.TAKE])
        assert StepKind.CLOSE not in kinds[:-1]


def test_only_a_caseworker_of_the_body_that_has_the_case_acts(stories):
    for story in stories:
        body = story.body
        for step in story.steps:
            if step.username:
                assert step.username == CASEWORKER_OF[body], story
            else:
                assert step.kind is StepKind.REPLY or step.state == "withdrawn"
            if step.kind is StepKind.HAND_OVER:
                body = step.body


def test_a_duplicate_names_an_earlier_report_that_is_no_duplicate_itself(reports, stories):
    by_id = {report.client_id: report for report in reports}
    duplicates = {
        story.client_id: story.closing.duplicate_of
        for story in stories
        if story.closing and story.closing.state == "duplicate"
    }
    assert len(duplicates) > 200
    for client_id, original in duplicates.items():
        assert by_id[original].received_at <= by_id[client_id].received_at
        assert original not in duplicates


def test_a_duplicate_lies_with_the_body_that_has_the_case_it_repeats(stories):
    by_id = {story.client_id: story for story in stories}
    for story in stories:
        if story.closing and story.closing.duplicate_of:
            other = by_id[story.closing.duplicate_of]
            assert other.body == story.body
            assert StepKind.HAND_OVER not in [step.kind for step in other.steps]


def test_the_newest_are_open_the_oldest_are_closed_and_an_eighth_is_overdue(reports, stories):
    pairs = list(zip(reports, stories, strict=True))
    new = [story for report, story in pairs if NIGHT - report.received_at < timedelta(hours=8)]
    old = [story for report, story in pairs if NIGHT - report.received_at > timedelta(days=40)]
    assert sum(story.closing is None for story in new) >= 0.6 * len(new) > 0
    assert 0 < sum(story.closing is None for story in old) < 0.05 * len(old)
    assert 0.09 <= sum(story.is_overdue(NIGHT) for story in stories) / len(stories) <= 0.15


def test_every_closing_state_occurs_and_most_cases_are_resolved(stories):
    states = Counter(story.closing.state for story in stories if story.closing)
    assert set(states) == set(CLOSING_STATES)
    assert 0.45 <= states["resolved"] / states.total() <= 0.70


def test_every_closing_says_why_in_two_languages_and_a_case_not_ours_names_whose_it_is(stories):
    for story in stories:
        if closing := story.closing:
            assert closing.zh
            assert closing.en
            assert bool(closing.competent) == (closing.state == "not_our_competence")
            assert closing.competent not in {name for body in BODIES for name in (body.zh_hans, body.en)}


def test_there_are_answers_for_every_harm_and_state():
    assert set(RESOLVED) == set(HARM_SHARES)
    assert {"resolved", *OTHER_STATES} == set(CLOSING_STATES)
    assert set(_HANDED_OVER.values()) <= set(CASEWORKER_OF)


def test_a_claim_is_never_answered_with_removal_and_a_demand_only_with_an_answer():
    """Charter R4."""
    for zh, en in (*RESOLVED["false_claim"], *FACT_CHECKS.values(), *RESOLVED["demand"]):
        assert not any(word in zh for word in ("下架", "关闭", "停止解析", "撤下"))
        assert not any(word in en.lower() for word in ("taken down", "closed", "deleted"))
