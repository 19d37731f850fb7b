"""Which published fact-checks answer a message, and that nothing else is ever told."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from clearhall.desk.cases.models import Case, PublishedOutcome
from clearhall.desk.factchecks import index
from clearhall.desk.factchecks.queries import fact_checks_for
from clearhall.desk.reports.models import Report
from tests.desk.factchecks.conftest import FERRY, LONG, PHOTO, WATER_EN, WATER_ZH
from tests.factories import make_case

pytestmark = pytest.mark.django_db


def keys(text, **more):
    return [one.key for one in fact_checks_for(text, **more)]


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("Aunt sends: FREE TICKETS from the ferry company, 14000 left!!!", "ferry"),
        ("does salt water cure river flu?", "water"),
        ("听说喝盐水可以治好河流感", "water"),
        ("聽說喝鹽水可以治好河流感", "water"),
        ("車站被淹的照片是本週颱風期間的嗎", "photo"),
        (LONG, "water"),
    ],
)
def test_a_claim_in_other_words_is_answered(some, text, which):
    assert keys(text)[:1] == [some[which].pk]


@pytest.mark.parametrize(
    "text",
    [
        "Is it true that a comet can be seen tonight?",
        "图书馆周末延长开放到晚上十点，欢迎大家前来阅读",
        "大家早上好，今天天气不错，记得多穿衣服。\n晚上一起吃饭吗？我订了七点的位子。",
        "company",
        "it is not of the that as so and they have been",
        "的",
        "",
        " \n",
        "https://example.org/ferry",
        "13800000000",
        "😀" * 300,
        "。" * 20_000,
    ],
)
def test_nothing_is_known_of_other_texts(some, text):
    assert keys(text) == []


def test_a_desk_without_fact_checks_knows_nothing():
    assert keys(FERRY) == []


def test_the_answer_is_in_the_readers_language_and_says_why(some):
    with translation.override("en"):
        (found,) = fact_checks_for("does salt water cure the river flu")
        assert (found.text, found.language, found.at) == (WATER_EN, "en", some["water"].at)
        assert found.why.startswith("Found by these words: ")
        assert "“salt”" in found.why
        assert "“the”" not in found.why
        assert 50 <= found.percent <= 100
        assert fact_checks_for("车站被淹的照片")[0].text == PHOTO  # there is no other language
    with translation.override("zh-hans"):
        (found,) = fact_checks_for("does salt water cure the river flu")
        assert (found.text, found.language) == (WATER_ZH, "zh-Hans")
        assert "“salt”" in found.why
        assert "Found" not in found.why


def test_a_correction_replaces_what_it_corrects(some, publish):
    text = "free tickets from the ferry company"
    assert keys(text) == [some["ferry"].pk]
    newer = publish(en="The ferry company gives away two free tickets, not 14,000.", replaces=some["ferry"])
    assert keys(text) == [newer.pk]
    newest = publish(en="Something else altogether was meant here.", replaces=newer)
    assert keys(text) == []
    assert keys("something else altogether was meant") == [newest.pk]


def test_a_claim_that_became_another_harm_is_no_fact_check_any_more(some, publish):
    assert keys("free tickets from the ferry company") == [some["ferry"].pk]
    publish(en="A scam.", replaces=some["ferry"], outcome="public_answer", harm="phishing")
    assert keys("free tickets from the ferry company") == []


def test_a_publication_is_found_by_the_next_question(some, publish):
    asked = "Bananas with brown spots are poisonous"
    assert keys(asked) == []
    new = publish(en="Bananas with brown spots are safe to eat, not poisonous.")
    assert keys(asked) == [new.pk]


def test_a_row_that_a_slow_transaction_commits_late_is_found(some, publish):
    early, late = publish(en="Bananas with brown spots are safe to eat, not poisonous."), None
    row = PublishedOutcome.objects.filter(pk=early.pk).values().get()
    PublishedOutcome.objects.filter(pk=early.pk).delete()
    late = publish(en="Another one about the harbour lights.")
    assert keys("Bananas with brown spots are poisonous") == []
    PublishedOutcome.objects.create(**row)
    assert early.pk < late.pk
    assert keys("Bananas with brown spots are poisonous") == [early.pk]


def test_an_emptied_database_answers_nothing_and_a_refilled_one_again(some, publish):
    assert keys(FERRY)
    PublishedOutcome.objects.all().delete()
    assert keys(FERRY) == []
    again = publish(en=FERRY)
    assert keys(FERRY) == [again.pk]


def test_the_same_text_of_many_cases_is_one_answer_and_outlives_the_first(publish):
    rows = [publish(en=FERRY, days=day) for day in range(5)]
    assert keys(FERRY) == [rows[-1].pk]
    publish(en="Withdrawn: we looked again.", replaces=rows[0])
    publish(en="Withdrawn: we looked again!", replaces=rows[-1])
    assert keys(FERRY) == [rows[-2].pk]


def test_at_most_three_and_the_best_first(publish):
    for number in range(20):
        publish(en=f"Bulletin {number} on umbrellas that were lost in trams.")
    for illness in ("measles", "fever", "cough", "toothache", "hiccups"):
        publish(en=f"Salt water does not cure {illness}.")
    found = fact_checks_for("Salt water does cure toothache")
    assert len(found) == 3
    assert "toothache" in found[0].text
    assert found[0].percent > found[1].percent >= found[2].percent
    assert len(fact_checks_for("Salt water does cure toothache", most=1)) == 1


def test_a_question_costs_few_queries_however_many_there_are(some, publish):
    def cost(text):
        fact_checks_for(text)  # takes in what is new
        with CaptureQueriesContext(
            connection,
        ) as asked:
            fact_checks_for(text)
        return len(asked)

    assert cost("Is it true that a comet can be seen tonight?") == 1
    assert cost(LONG) == 2
    for number in range(30):
        publish(en=f"Number {number} of the bulletin on lost umbrellas.")
    assert cost("Is it true that a comet can be seen tonight?") == 1
    assert cost(LONG) == 2


def test_taking_in_many_costs_a_query_for_each_page_of_texts(publish, monkeypatch):
    for number in range(12):
        publish(en=f"Number {number} of the bulletin on lost umbrellas.")
    monkeypatch.setattr(index, "PAGE", 5)
    with CaptureQueriesContext(connection) as asked:
        index.ProcessIndex().current()
    assert len(asked) == 1 + 1 + 3


def test_a_reporters_text_is_never_told(some, body):
    make_case(body=body, harm="false_claim", text="my neighbour Lin says the harbour bell rings by itself")
    assert keys("my neighbour Lin says the harbour bell rings by itself") == []
    assert keys("a reporter's own words") == []


def test_asking_stores_nothing(some, caplog):
    before = (Report.objects.count(), Case.objects.count(), PublishedOutcome.objects.count())
    with CaptureQueriesContext(connection) as asked:
        fact_checks_for(LONG)
    assert all(one["sql"].lstrip().upper().startswith("SELECT") for one in asked)
    assert not any("盐水" in one["sql"] for one in asked)
    assert (Report.objects.count(), Case.objects.count(), PublishedOutcome.objects.count()) == before
    assert not caplog.records


def test_while_one_thread_takes_a_change_in_the_others_ask_what_stood_before(some, publish):
    asked = "Bananas with brown spots are poisonous"
    assert keys(asked) == []
    new = publish(en="Bananas with brown spots are safe to eat, not poisonous.")
    with index.PROCESS._lock:
        assert keys(asked) == []
        assert keys(FERRY) == [some["ferry"].pk]
    assert keys(asked) == [new.pk]


def test_a_text_that_was_corrected_since_is_not_told_from_an_index_that_lags(some, publish):
    assert keys(FERRY) == [some["ferry"].pk]
    publish(en="Something else altogether was meant here.", replaces=some["ferry"])
    with index.PROCESS._lock:
        assert keys(FERRY) == []
