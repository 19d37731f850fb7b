import pytest
from hypothesis import given

from clearhall.engine import similarity
from clearhall.engine.similarity import Index, Level, Match, Matches, Reason
from tests.engine.similarity.texts import CHINESE, ENGLISH, OTHERS, edited, some_text


@given(some_text(), some_text())
def test_overlap_is_symmetric_and_between_0_and_1(left, right):
    there, back = similarity.overlap(left, right), similarity.overlap(right, left)
    assert (there.score, there.level, there.detail) == (back.score, back.level, back.detail)
    assert 0 <= there.jaccard <= there.score <= there.containment <= 1


@given(some_text())
def test_a_text_overlaps_wholly_with_itself_unless_it_is_empty(text):
    assert similarity.overlap(text, text).score == (1.0 if text.strip() else 0.0)


@pytest.mark.parametrize(
    ("left", "right", "level", "sentence"),
    [
        (ENGLISH, ENGLISH, Level.GROUP, "The wording is the same."),
        (
            "locker 12 is open for you today",
            "locker 7 is open for you today",
            Level.SUGGEST,
            "the numbers in them differ.",
        ),
        (OTHERS[0] + ENGLISH + OTHERS[1], ENGLISH, Level.GROUP, "One text contains"),
        (ENGLISH, edited(ENGLISH, 12), Level.GROUP, "of their wording"),
        (ENGLISH, OTHERS[0], None, "of their wording"),
        (CHINESE, edited(CHINESE, 10), Level.GROUP, "of their wording"),
        ("ok", "ok", Level.GROUP, "character for character"),
        ("ok", "no", None, "too short to compare"),
        ("", "", None, "too short to compare"),
    ],
)
def test_the_sentence_says_what_was_found(left, right, level, sentence):
    finding = similarity.overlap(left, right)
    assert sentence in finding.detail
    assert finding.level is level


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        (ENGLISH, ENGLISH.replace(" ", ", "), Reason.SAME_WORDING),
        (OTHERS[0] + ENGLISH + OTHERS[1], ENGLISH, Reason.CONTAINED),
        (ENGLISH, OTHERS[0], Reason.SHARED),
        ("ok", "o k", Reason.SAME_CHARACTERS),
        ("ok", ENGLISH, Reason.TOO_SHORT),
    ],
)
def test_the_reason_names_the_sentence_for_other_languages(left, right, reason):
    assert similarity.overlap(left, right).reason is reason


def test_texts_too_short_to_compare_say_so():
    assert not similarity.overlap("ok", ENGLISH).comparable


def test_estimates_are_judged_again_on_the_texts():
    texts = {1: edited(ENGLISH, 15), 2: OTHERS[0], 3: ENGLISH}
    guessed = Matches(tuple(Match(i, 0.9, Level.GROUP, "guessed") for i in (1, 2, 3, 4)), capped=True)
    found = similarity.verified(ENGLISH, guessed, text_of=texts.get)
    assert [one.report_id for one in found] == [3, 1]
    assert all(one.exact for one in found)
    assert found.capped


def test_the_estimate_is_near_the_exact_score():
    for every in (6, 10, 20, 40):
        for text in (ENGLISH, CHINESE, OTHERS[0] + OTHERS[2]):
            index = Index()
            index.add(1, similarity.sign(text))
            exact = similarity.overlap(text, edited(text, every)).score
            for one in index.query(similarity.sign(edited(text, every)), threshold=0.05):
                assert one.similarity == pytest.approx(exact, abs=0.2)
