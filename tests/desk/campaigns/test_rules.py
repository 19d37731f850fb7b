"""Which groups belong together: plain values in, plain values out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearhall.desk.campaigns.rules import (
    LEAST_REPORTS,
    MOST_GROUPS,
    MOST_LINKED,
    Decision,
    Key,
    Link,
    Naming,
    Why,
    components,
    linking_key,
    with_campaigns,
)

SITE, OTHER_SITE, WALLET = Key("domain", "a.test"), Key("domain", "b.test"), Key("crypto", "bc1q")


def parts(named, *, decisions=(), counts=None):
    """`named`: the keys that each group names. Returns the links of each part."""
    namings = [Naming(group, key, place) for place, (group, keys) in enumerate(sorted(named.items())) for key in keys]
    counted = {key: sum(key in keys for keys in named.values()) for keys in named.values() for key in keys}
    return components(named, namings=namings, group_counts=counted | (counts or {}), decisions=decisions)


def sets(found):
    return [{link.group for link in links} for links in found]


def test_groups_that_name_the_same_are_linked_and_each_link_says_why():
    found = parts({1: [SITE], 2: [WALLET], 3: [SITE], 4: [], 5: [WALLET, SITE]})
    assert found == [
        (
            Link(1, Why.FIRST),
            Link(2, Why.SHARED, 5, WALLET),
            Link(3, Why.SHARED, 1, SITE),
            Link(5, Why.SHARED, 1, SITE),
        ),
        (Link(4, Why.FIRST),),
    ]


@pytest.mark.parametrize(("number", "is_linked"), [(MOST_GROUPS, True), (MOST_GROUPS + 1, False), (400, False)])
def test_what_too_many_groups_name_links_none_of_them(number, is_linked):
    assert (len(parts({group: [SITE] for group in range(number)})) == 1) is is_linked


def test_a_common_site_does_not_glue_what_rare_ones_link():
    named = {group: [SITE] for group in range(300)} | {300: [SITE, WALLET], 301: [SITE, WALLET]}
    assert [part for part in sets(parts(named)) if len(part) > 1] == [{300, 301}]


def test_a_chain_of_rare_things_does_not_join_half_of_a_desk_unless_a_person_says_so():
    keys = [Key("domain", f"{number}.test") for number in range(2 * MOST_LINKED + 1)]
    named = {number: keys[number : number + 2] for number in range(2 * MOST_LINKED)}
    assert [len(part) for part in sets(parts(named))] == [MOST_LINKED, MOST_LINKED]
    said = [Decision(0, number, is_together=True) for number in range(1, 2 * MOST_LINKED)]
    assert [len(part) for part in sets(parts(named, decisions=said))] == [2 * MOST_LINKED]


def test_what_a_person_put_apart_stays_apart_whatever_it_names():
    apart = Decision(1, 3, is_together=False)
    assert sets(parts({1: [SITE], 2: [SITE], 3: [SITE]}, decisions=[apart])) == [{1, 2}, {3}]


def test_nothing_leads_round_what_a_person_put_apart():
    named = {1: [SITE], 2: [SITE, WALLET], 3: [WALLET]}
    found = sets(parts(named, decisions=[Decision(1, 3, is_together=False)]))
    assert found in ([{1, 2}, {3}], [{1}, {2, 3}])


def test_what_stays_of_a_split_campaign_holds_together_before_anything_is_linked_elsewhere():
    named = {1: [SITE], 2: [WALLET], 3: [WALLET, SITE], 4: [WALLET]}
    decisions = [Decision(1, 2, True), Decision(3, 4, True), Decision(1, 3, False)]
    assert sets(parts(named, decisions=decisions)) == [{1, 2}, {3, 4}]


def test_a_shared_indicator_explains_more_than_that_a_person_said_so():
    found = parts({1: [SITE], 2: [SITE], 3: []}, decisions=[Decision(1, 2, True), Decision(1, 3, True)])
    assert found == [(Link(1, Why.FIRST), Link(2, Why.SHARED, 1, SITE), Link(3, Why.PERSON, 1))]


KEYS = st.sampled_from([Key("domain", letter) for letter in "abcd"])
NAMED = st.dictionaries(st.integers(1, 9), st.lists(KEYS, max_size=3, unique=True), max_size=9)
PAIRS = st.tuples(st.integers(1, 9), st.integers(1, 9)).filter(lambda pair: pair[0] != pair[1])


@given(NAMED, st.lists(PAIRS, max_size=4))
def test_every_group_comes_out_once_and_no_pair_that_was_put_apart_together(named, pairs):
    found = parts(named, decisions=[Decision(*pair, is_together=False) for pair in pairs])
    assert sorted(link.group for links in found for link in links) == sorted(named)
    for group, other in pairs:
        assert not any({group, other} <= part for part in sets(found))
    for links in found:
        known = {link.group for link in links}
        assert [link.why for link in links].count(Why.FIRST) == 1
        for link in links[1:]:
            assert link.to in known
            assert link.key in named[link.group]
            assert link.key in named[link.to]


@given(NAMED)
def test_the_order_in_which_things_are_told_does_not_matter(named):
    namings = [Naming(group, key, group) for group, keys in named.items() for key in keys]
    counts = dict.fromkeys((one.key for one in namings), 2)
    there = components(named, namings=namings, group_counts=counts)
    back = components(reversed(list(named)), namings=reversed(namings), group_counts=counts)
    assert there == back


def test_a_campaign_goes_on_where_most_of_its_groups_are():
    found = [(Link(1, Why.FIRST),), (Link(2, Why.FIRST), Link(3, Why.PERSON, 2))]
    result, alone = with_campaigns(found, standing={1: 70, 2: 70, 3: 70}, reports={1: LEAST_REPORTS})
    assert [one.campaign_id for one in result] == [None, 70]
    assert alone == []


def test_campaigns_that_become_one_keep_the_oldest_key():
    found = [(Link(1, Why.FIRST), Link(2, Why.SHARED, 1, SITE), Link(3, Why.SHARED, 1, SITE))]
    result, _ = with_campaigns(found, standing={1: 90, 2: 80, 3: 90}, reports={})
    assert (result[0].campaign_id, result[0].absorbed) == (80, (90,))


def test_a_lone_group_is_a_campaign_from_three_reports_on_or_when_a_person_decided_on_it():
    found = [(Link(1, Why.FIRST),), (Link(2, Why.FIRST),), (Link(3, Why.FIRST),)]
    result, alone = with_campaigns(found, standing={}, reports={1: 2, 2: 3}, decided={3})
    assert [one.groups for one in result] == [[2], [3]]
    assert alone == [1]


@pytest.mark.parametrize(
    ("kind", "value", "domain", "key"),
    [
        ("url", "http://a.example.test/pay", "example.test", ("domain", "example.test")),
        ("domain", "example.test", "example.test", ("domain", "example.test")),
        ("url", "https://www.taobao.com/", "taobao.com", None),
        ("url", "https://taobao.com", "taobao.com", None),
        ("url", "https://docs.qq.com/form/page/xyz", "qq.com", ("url", "https://docs.qq.com/form/page/xyz")),
        ("url", "https://tax.city.gov.cn/x", "city.gov.cn", None),
        ("url", "http://desk.example/report", "desk.example", None),
        ("url", "http://192.0.2.1/x", "", None),
        ("url", "https://[broken/", "taobao.com", None),
        ("phone", "13800001111", "", ("phone", "13800001111")),
        ("phone", "110", "", None),
        ("phone", "95588", "", None),
        ("phone", "0210-1234567", "", None),
        ("crypto", "bc1q", "", ("crypto", "bc1q")),
        ("bank_card", "6222000011112222", "", ("bank_card", "6222000011112222")),
        ("messenger_offer", "abc", "", ("messenger_offer", "abc")),
        ("email", "someone@post.test", "", None),
        ("ip", "192.0.2.1", "", None),
        ("order_number", "77", "", None),
    ],
)
def test_what_can_link_and_what_must_not(kind, value, domain, key):
    assert linking_key(kind, value, domain=domain, official={"desk.example", "02101234567"}) == key
