import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearhall.engine import similarity
from clearhall.engine.similarity import Config, Index, Level
from tests.engine.similarity.texts import CHINESE, ENGLISH, OTHERS, edited, some_text

texts = st.lists(some_text(), min_size=1, max_size=12)


def filled(texts, **options):
    index = Index(Config(**options))
    index.add_many(range(len(texts)), similarity.sign_many(texts))
    return index


def answers(index, texts):
    return [tuple(index.query(similarity.sign(text))) for text in texts]


def test_an_edited_copy_is_found_and_other_texts_are_not():
    index = filled([ENGLISH, CHINESE, *OTHERS])
    for report_id, text in enumerate([ENGLISH, CHINESE]):
        (found,) = index.query(similarity.sign(edited(text, 20)))
        assert (found.report_id, found.level) == (report_id, Level.GROUP)
        assert "estimated" in found.detail
        assert not found.exact


@given(texts)
def test_every_text_finds_itself_with_full_score(texts):
    index = filled(texts)
    for report_id, signature in enumerate(map(similarity.sign, texts)):
        found = {one.report_id: one.similarity for one in index.query(signature)}
        assert found.get(report_id) == (None if signature.kind is similarity.Kind.EMPTY else 1.0)


@given(some_text(), some_text())
def test_similarity_is_symmetric(left, right):
    there = filled([left]).query(similarity.sign(right), threshold=0.01)
    back = filled([right]).query(similarity.sign(left), threshold=0.01)
    assert there == back


@given(texts, st.randoms(use_true_random=False))
def test_the_order_of_adding_does_not_change_answers(texts, random):
    order = list(range(len(texts)))
    random.shuffle(order)
    shuffled = Index()
    for report_id in order:
        shuffled.add(report_id, similarity.sign(texts[report_id]))
    assert answers(shuffled, texts) == answers(filled(texts), texts)


@given(texts, st.sets(st.integers(0, 11)))
def test_a_removed_report_is_as_if_it_had_never_been_added(texts, gone):
    index = filled(texts)
    removed = [index.remove(report_id) for report_id in sorted(gone)]
    assert removed == [report_id < len(texts) for report_id in sorted(gone)]
    never = Index()
    kept = [report_id for report_id in range(len(texts)) if report_id not in gone]
    never.add_many(kept, [similarity.sign(texts[report_id]) for report_id in kept])
    assert answers(index, texts) == answers(never, texts)
    assert not set(index.ids()) & gone


def test_the_signature_of_a_removed_report_is_wiped_from_memory():
    index = filled([ENGLISH])
    index.remove(0)
    assert not index._arrays.signatures.any()


@given(texts)
def test_one_batch_answers_as_asking_and_adding_one_by_one(texts):
    signatures = similarity.sign_many(texts)
    index, expected = Index(), []
    for report_id, signature in enumerate(signatures):
        expected.append(next(iter(index.query(signature, threshold=0.6)), None))
        index.add(report_id, signature)
    batch = Index()
    half = len(texts) // 2
    found = batch.query_then_add_many(range(half), signatures[:half], threshold=0.6)
    found += batch.query_then_add_many(range(half, len(texts)), signatures[half:], threshold=0.6)
    assert found == expected


@given(texts, st.integers(1, 4))
def test_many_questions_at_once_get_the_answers_of_each_alone(texts, limit):
    signatures = similarity.sign_many([*texts, ENGLISH])
    index = filled([*texts[::2], ENGLISH, ENGLISH + " now"])
    assert index.query_many(signatures, limit=limit) == [index.query(one, limit=limit) for one in signatures]


def test_many_questions_of_an_empty_index_and_a_limit_of_nothing():
    signatures = similarity.sign_many([ENGLISH, ""])
    assert [len(found) for found in Index().query_many(signatures, limit=3)] == [0, 0]
    assert Index().query_many([], limit=3) == []
    with pytest.raises(ValueError, match="limit"):
        Index().query_many(signatures, limit=0)


def test_an_answer_that_is_not_asked_for_is_not_given_but_its_report_is_entered():
    signatures = [similarity.sign(ENGLISH)] * 3
    first, second, third = Index().query_then_add_many([0, 1, 2], signatures, asked=[True, False, True])
    assert (first, second) == (None, None)
    assert third.report_id == 0
    with pytest.raises(ValueError, match="asked"):
        Index().query_then_add_many([0], signatures[:1], asked=[])


def test_a_batch_does_not_find_its_own_older_form():
    index = filled([ENGLISH])
    assert index.query_then_add_many([0], [similarity.sign(ENGLISH)]) == [None]
    assert len(index) == 1


@settings(max_examples=10, deadline=None)  # writes or grows much
@given(st.integers(0, 40))
def test_an_index_keeps_its_answers_while_it_grows(extra):
    index = filled([ENGLISH, *OTHERS])
    for report_id in range(100, 700 + extra):
        index.add(report_id, similarity.sign(f"{OTHERS[report_id % 4]} {ENGLISH[: report_id % 30]}"))
        index.remove(report_id - 50 if report_id > 150 else -1)
    (found,) = index.query(similarity.sign(ENGLISH), threshold=0.9)
    assert found.report_id == 0


@pytest.mark.parametrize("copies", [50, 3_000])
def test_a_template_text_answers_quickly_says_it_was_capped_and_still_finds_the_rare_copy(copies):
    template = "your one time code is valid for five minutes do not share it with anyone "
    texts = [f"{template} {OTHERS[0][i % 40 : i % 40 + 8]}" for i in range(copies)]
    index = filled([*texts, template + CHINESE], most_postings=2_000, most_scored=200)
    answer = index.query(similarity.sign(template + CHINESE), limit=5)
    assert answer.capped == (copies > 200)
    assert answer[0].report_id == copies
    assert answer[0].similarity == 1.0


def test_short_texts_need_a_higher_score():
    short, long = "pay the parcel fee now", " ".join(["pay the parcel fee now", *OTHERS])
    config = Config()
    assert config.level(0.7, similarity.sign(short).grams) is Level.SUGGEST
    assert config.level(0.7, similarity.sign(long).grams) is Level.GROUP
    assert config.level(0.6, similarity.sign(short).grams) is None


def test_the_shorter_of_two_texts_decides_how_strictly_they_are_judged():
    short, long = ENGLISH[:24], ENGLISH[:44]
    assert similarity.sign(short).grams < Config().short_grams < similarity.sign(long).grams
    for left, right in ((short, long), (long, short)):
        (found,) = filled([left]).query(similarity.sign(right), threshold=0.1)
        assert Config().group < found.similarity < Config().short_group
        assert found.level is Level.SUGGEST


@pytest.mark.parametrize(
    ("ids", "count", "named"), [([1, 1], 2, "twice"), ([1], 2, "ids but"), ([-1, 2], 2, "negative")]
)
def test_a_wrong_batch_is_refused_whole(ids, count, named):
    index = Index()
    with pytest.raises(ValueError, match=named):
        index.add_many(ids, [similarity.sign(ENGLISH)] * count)
    assert len(index) == 0


@pytest.mark.parametrize("options", [{"threshold": 0}, {"threshold": 1.1}, {"limit": 0}])
def test_a_question_out_of_range_is_refused(options):
    with pytest.raises(ValueError, match="must be"):
        Index().query(similarity.sign(ENGLISH), **options)


@pytest.mark.parametrize(
    "options", [{"bands": 43}, {"bands": 0}, {"letters": 1}, {"suggest": 0.9}, {"short_group": 1.5}, {"most_scored": 0}]
)
def test_a_configuration_out_of_range_is_refused(options):
    with pytest.raises(ValueError, match="must"):
        Config(**options)


def test_threads_may_ask_while_one_adds():
    index, wrong, stop = filled([ENGLISH]), [], threading.Event()

    def ask():
        while not stop.is_set():
            if index.query(similarity.sign(ENGLISH))[0].report_id != 0:
                wrong.append(1)

    thread = threading.Thread(target=ask)
    thread.start()
    for report_id in range(1, 3_000):
        index.add(report_id, similarity.sign(OTHERS[report_id % 4]))
    stop.set()
    thread.join()
    assert not wrong


def test_a_million_equal_rows_are_entered_and_answered_within_the_limits(tmp_path):
    rows = np.repeat(similarity.sign_array([ENGLISH]), 1_000_000, axis=0)
    similarity.write_snapshot(tmp_path / "equal", range(1_000_000), rows, last_sequence=1_000_000)
    snapshot = similarity.open_snapshot(tmp_path / "equal")
    index = similarity.Index(expected=1_000_000)
    index.add_many(range(1_000_000), rows)
    for answers in (snapshot, index):
        found = answers.query(similarity.sign(ENGLISH), limit=3)
        assert found.capped
        assert [one.similarity for one in found] == [1.0, 1.0, 1.0]
