"""The invented reports: same every time, shaped like a real year, and nothing in them that could be somebody's."""

from __future__ import annotations

import hashlib
import re
import time as stopwatch
import unicodedata
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, product

import pytest

from clearhall.desk.city.answers import FACT_CHECKS, NOTES, OTHER_STATES, QUESTIONS, REPLIES, RESOLVED
from clearhall.desk.city.bodies import CITY_TIME
from clearhall.desk.city.campaigns import CAMPAIGNS
from clearhall.desk.city.people import WATCHPOSTS
from clearhall.desk.city.places import PLACE_BY_CODE
from clearhall.desk.city.reports import DAYS, HARM_SHARES, invent_reports
from clearhall.desk.city.template import CHANNELS
from clearhall.desk.city.templates_en import TEMPLATES_EN
from clearhall.desk.city.templates_zh import TEMPLATES_ZH
from clearhall.desk.city.wording import WALLETS
from clearhall.desk.taxonomy.harms import BusinessInfringement, Harm
from tests.desk.city.conftest import NIGHT, TODAY

HARMS = [harm.value for harm in Harm]
OTHER_DAYS = (date(2024, 2, 29), date(2025, 1, 1), date(2026, 6, 18), date(2027, 9, 3))

BASE_TEXTS = [
    *(each.text for pools in (TEMPLATES_ZH, TEMPLATES_EN) for pool in pools.values() for each in pool),
    *(campaign.text for campaign in CAMPAIGNS),
]


def _digest(reports):
    return hashlib.sha256("\n".join(map(repr, reports)).encode()).hexdigest()


def _plain(text: str) -> str:
    """Undo what the variants do to a link, so that nothing hides behind a full-width letter or a bracket."""
    return unicodedata.normalize("NFKC", text).replace("[.]", ".").replace("hxxp", "http").replace("\u200b", "")


def _bigrams(text: str) -> set[str]:
    letters = [c for c in _plain(text).lower() if c.isalpha()]
    return {a + b for a, b in pairwise(letters)}


def _likeness(left: str, right: str) -> float:
    a, b = _bigrams(left), _bigrams(right)
    return len(a & b) / len(a | b)


def test_the_same_seed_and_day_give_the_same_bytes(reports):
    assert _digest(invent_reports(today=TODAY, now=NIGHT)) == _digest(reports)
    assert _digest(invent_reports(today=TODAY, now=NIGHT, seed=7)) != _digest(reports)


@pytest.mark.parametrize("today", OTHER_DAYS)
def test_every_harm_language_and_source_is_there_on_any_day(today):
    reports = invent_reports(today=today, now=datetime.combine(today, time(23, 59, 59), CITY_TIME))
    assert len(reports) == 3000
    assert {each.harm for each in reports} == set(HARMS)
    assert {each.language for each in reports} == {"zh-hans", "zh-hant", "en"}
    assert {each.source for each in reports} == {"resident", "anonymous", "named", "business", "watchpost"}


def test_nothing_lies_in_the_future_and_the_hour_only_cuts_the_end_off(reports):
    noon = datetime.combine(TODAY, time(12), CITY_TIME)
    until_noon = invent_reports(today=TODAY, now=noon.astimezone(UTC))
    assert until_noon == [each for each in reports if each.received_at <= noon]
    assert 0 < len(reports) - len(until_noon) < 60
    assert all(TODAY - timedelta(days=DAYS) < each.received_at.date() <= TODAY for each in reports)
    assert [each.received_at for each in reports] == sorted(each.received_at for each in reports)


def test_a_now_without_a_zone_and_a_count_too_small_are_refused():
    with pytest.raises(ValueError, match="now"):
        invent_reports(today=TODAY, now=datetime(2026, 11, 21))  # noqa: DTZ001
    with pytest.raises(ValueError, match="count"):
        invent_reports(today=TODAY, now=NIGHT, count=100)


def test_three_of_four_reports_are_chinese_and_some_of_them_traditional(reports):
    languages = Counter(each.language for each in reports)
    assert 0.70 <= (languages["zh-hans"] + languages["zh-hant"]) / len(reports) <= 0.80
    assert 80 <= languages["zh-hant"] <= 300


def test_every_harm_has_its_share_and_none_takes_all(reports):
    counts = Counter(each.harm for each in reports)
    assert list(HARM_SHARES) == HARMS
    assert all(25 <= counts[harm] <= 900 for harm in HARMS), counts


def test_weekends_are_quiet_nights_are_quiet_and_the_festival_is_not(reports):
    by_weekday = Counter(each.received_at.isoweekday() for each in reports)
    assert by_weekday[6] + by_weekday[7] < 0.8 * (by_weekday[1] + by_weekday[2])
    by_hour = Counter(each.received_at.hour for each in reports)
    assert sum(by_hour[hour] for hour in range(6)) < 0.06 * len(reports)
    days = Counter(each.received_at.date() for each in reports)
    assert all(3 <= days[TODAY - timedelta(days=ago)] <= 90 for ago in range(DAYS))
    festival = sum(days[date(2026, 11, day)] for day in range(2, 13)) / 11
    assert festival > 1.1 * len(reports) / DAYS


def test_the_toll_message_was_reported_37_times_this_week_whatever_the_hour():
    for hour in (0, 11, 23):
        now = datetime.combine(TODAY, time(hour, 30), CITY_TIME)
        toll = [each for each in invent_reports(today=TODAY, now=now) if each.campaign == "etc-toll"]
        assert sum(now - each.received_at <= timedelta(days=7) for each in toll) == 37
        assert len(toll) > 50


def test_there_are_forty_campaigns_whose_copies_differ_and_resemble_each_other(reports):
    assert len(CAMPAIGNS) >= 40
    for campaign in CAMPAIGNS:
        copies = [each.text for each in reports if each.campaign == campaign.key and each.language == campaign.language]
        assert len(copies) >= 10, campaign.key
        assert len(set(copies)) >= 0.6 * len(copies), campaign.key
        nearest = [max(_likeness(one, other) for other in copies if other is not one) for one in copies]
        assert sum(likeness > 0.6 for likeness in nearest) >= 0.85 * len(nearest), campaign.key


def test_reports_of_different_campaigns_do_not_resemble_each_other(reports):
    first = {}
    for each in reports:
        if each.campaign and each.campaign not in first:
            first[each.campaign] = each.text
    for (one, left), (other, right) in product(first.items(), first.items()):
        assert one >= other or _likeness(left, right) < 0.5, (one, other)


def test_a_campaign_rises_and_dies(reports):
    for campaign in CAMPAIGNS:
        ago = [(TODAY - each.received_at.date()).days for each in reports if each.campaign == campaign.key]
        near = sum(abs(days - campaign.peak_days_ago) <= 4 * campaign.fall_days for days in ago)
        assert near >= 0.85 * len(ago), campaign.key


def test_watchposts_send_again_what_was_there_word_for_word(reports):
    by_id = {each.client_id: each for each in reports}
    again = [each for each in reports if each.same_as]
    assert 50 <= len(again) <= 160
    for each in again:
        first = by_id[each.same_as]
        assert (each.text, each.harm, each.source) == (first.text, first.harm, "watchpost")
        assert each.received_at >= first.received_at
        assert each.watchpost != first.watchpost


def test_client_ids_are_unique_and_fields_hold_what_they_say(reports):
    assert len({each.client_id for each in reports}) == len(reports)
    posts = {post.code for post in WATCHPOSTS}
    for each in reports:
        assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", each.client_id)
        assert each.text.strip() == each.text != ""
        assert each.channel in CHANNELS
        assert each.place_code in PLACE_BY_CODE
        assert (each.watchpost in posts) == (each.source == "watchpost")
        assert (each.subkind in set(BusinessInfringement)) == (each.harm == Harm.BUSINESS_INFRINGEMENT)
        assert each.source != "business" or each.harm != Harm.FALSE_CLAIM
        assert each.loss_amount is None or (each.loss_amount > 0 and each.what_happened)
        assert not re.search(r"[{}\0]|\[[^\]]*\|", each.text + each.what_happened), each


def test_most_texts_are_not_copies(reports):
    assert len({each.text for each in reports}) > 0.9 * len(reports)


def test_no_two_base_texts_are_equal_and_there_are_many():
    assert len(BASE_TEXTS) >= 150
    assert len(set(BASE_TEXTS)) == len(BASE_TEXTS)
    assert set(TEMPLATES_ZH) == set(TEMPLATES_EN) == set(HARMS)
    assert len({campaign.key for campaign in CAMPAIGNS}) == len(CAMPAIGNS)


ANSWERS = [
    text
    for pair in (
        *(pair for pairs in RESOLVED.values() for pair in pairs),
        *FACT_CHECKS.values(),
        *(pair for pairs in OTHER_STATES.values() for pair in pairs),
        *QUESTIONS,
        *REPLIES,
        *NOTES,
    )
    for text in pair
]
_DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
_SECOND_LEVEL_OF_A_NUMBER = re.compile(r"\d+(?:\.\d+)+")
_LONG_NUMBER = re.compile(r"(?<![A-Za-z0-9])[+]?\d(?:[ -]?\d){6,}(?![A-Za-z])")
_INVENTED_NUMBERS = re.compile(
    r"1700000\d{4}"  # mobile
    r"|0099-?5550\d{3}"  # landline with an unassigned area code
    r"|\+1 555 01\d\d"  # reserved for fiction
    r"|62000000\d{8}"  # card
)


def _luhn(number: str) -> bool:
    digits = [int(c) for c in reversed(number)]
    return sum(d if i % 2 == 0 else d * 2 - 9 * (d > 4) for i, d in enumerate(digits)) % 10 == 0


def test_every_domain_is_reserved_and_every_number_is_nobodys(reports):
    texts = [_plain(part) for each in reports for part in (each.text, each.what_happened, each.url)]
    seen = Counter()
    for text in texts + ANSWERS:
        for domain in _DOMAIN.findall(text):
            if re.fullmatch(r"[\w-]+\.(zip|locked)", domain):  # a file name
                continue
            assert domain.lower().endswith((".example", ".test", ".invalid")), text
            seen["domain"] += 1
        for number in _LONG_NUMBER.findall(text):
            assert _INVENTED_NUMBERS.fullmatch(number), (number, text)
            seen["number"] += 1
            if number.startswith("6200"):
                assert _luhn(number), number
        for order in re.findall(r"[A-Z]{2,6}(\d{7,})", text):
            assert order.startswith("0000"), text
        for handle in re.findall(r"[a-z]+_[a-z]+\d+", text):
            assert handle.startswith("example_"), text
        for wallet in re.findall(r"\b(?:bc1[a-z0-9]{20,}|0x[0-9a-fA-F]{40}|[13][A-HJ-NP-Za-km-z1-9]{25,34})\b", text):
            assert wallet in WALLETS, text
    assert seen["domain"] > 1000
    assert seen["number"] > 200


_NOT_OURS = re.compile(
    r"政治|政府(?!标识)|选举|党|领导人|主席|抗议|游行|宗教|教会|佛|清真|新闻|记者|舆情|舆论|敏感|负面|言论|自媒体|微博|支付宝|淘宝|京东|抖音|微信"
    r"|\b(politic\w*|election|protest|religio\w*|church|news|journalist|opinion|sentiment|sensitive|government)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("text", [*BASE_TEXTS, *ANSWERS])
def test_no_text_is_about_opinion_politics_religion_or_news(text):
    """Charter R3: the taxonomy has no place for them, so the example has none either; and no real firm is named."""
    assert not _NOT_OURS.search(text)


def test_the_city_is_made_in_three_seconds():
    begin = stopwatch.perf_counter()
    invent_reports(today=TODAY, now=NIGHT, seed=3)
    assert stopwatch.perf_counter() - begin < 3
