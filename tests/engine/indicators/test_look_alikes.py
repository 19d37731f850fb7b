"""Which registered name a host imitates, and why."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearhall.engine.indicators import LookAlikes, Way, registrable_domain
from clearhall.engine.indicators.look_alikes import skeleton

REGISTER = LookAlikes(
    [
        "harbourbank.com", "https://www.marlow-post.example/start", "alloy.com", "蓝鲸快递.cn", "вестник-моря.рф", "ocean.com.cn",
    ]
)  # fmt: skip
W = Way


@pytest.mark.parametrize(
    ("host", "name", "ways"),
    [
        ("hаrbоurbаnk.com", "harbourbank.com", (W.CONFUSABLE,)),
        ("harb0urbank.com", "harbourbank.com", (W.CONFUSABLE,)),
        ("hárbourbänk.com", "harbourbank.com", (W.CONFUSABLE,)),
        ("xn--hrburbnk-16gf4m.com", "harbourbank.com", (W.PUNYCODE, W.CONFUSABLE)),
        ("осеап.com.cn", "ocean.com.cn", (W.CONFUSABLE,)),  # no Latin letter in it
        ("осеап.рф", "ocean.com.cn", (W.CONFUSABLE, W.OTHER_TOP_LEVEL)),
        ("вестниκ-моря.рф", registrable_domain("вестник-моря.рф"), (W.CONFUSABLE,)),
        ("harbourbank.top", "harbourbank.com", (W.OTHER_TOP_LEVEL,)),
        ("harbuorbank.com", "harbourbank.com", (W.SWAPPED,)),
        ("harbourbamk.com", "harbourbank.com", (W.ONE_LETTER,)),
        ("harbourrbank.com", "harbourbank.com", (W.ONE_LETTER,)),
        ("harborbank.com", "harbourbank.com", (W.ONE_LETTER,)),
        ("marlowpost.example", "marlow-post.example", (W.ONE_LETTER,)),
        ("mar1ow-pots.top", "marlow-post.example", (W.CONFUSABLE, W.OTHER_TOP_LEVEL, W.SWAPPED)),
        ("rnarlow-post.example", "marlow-post.example", (W.CONFUSABLE,)),
        ("harbourbank-login.com", "harbourbank.com", (W.EXTRA_WORD,)),
        ("myharbourbank.top", "harbourbank.com", (W.EXTRA_WORD,)),
        ("secure-ocean-pay.top", "ocean.com.cn", (W.EXTRA_WORD,)),
        ("my-marlow-post-office.test", "marlow-post.example", (W.EXTRA_WORD,)),
        ("https://harbourbank.com.pay.test/login?a=b", "harbourbank.com", (W.SUBDOMAIN,)),
        ("蓝鲸快弟.cn", "xn--66t653f7vh9vm.cn", (W.ONE_LETTER,)),
        ("蓝鲸快递.top", "xn--66t653f7vh9vm.cn", (W.OTHER_TOP_LEVEL,)),
    ],
)
def test_an_imitated_name_is_found_with_its_ways(host, name, ways):
    found = REGISTER.imitated_by(host)
    assert [(one.name, one.ways) for one in found[:1]] == [(name, ways)]
    assert name in found[0].detail
    assert found[0].detail.endswith(".")


@pytest.mark.parametrize(
    "host",
    [
        "harbourbank.com", "pay.harbourbank.com", "https://harbourbank.com/x", "weather.example", "alley.com", "al.com", "192.0.2.7", "",
        "com", "not a host", "\ud800.com", "xn--a.com", "x" * 300 + ".com",
    ],
)  # fmt: skip
def test_the_name_itself_and_what_is_unlike_are_left_alone(host):
    assert REGISTER.imitated_by(host) == ()


def test_the_likeliest_comes_first_and_the_list_is_cut():
    register = LookAlikes(["harbourbank.com", "harbourbank.net", "harborbank.com"])
    found = register.imitated_by("harbourbänk.com")
    assert [one.name for one in found] == ["harbourbank.com", "harbourbank.net", "harborbank.com"]
    assert register.imitated_by("harbourbänk.com", limit=1) == found[:1]


def test_a_register_takes_each_domain_once_and_refuses_what_is_none():
    assert len(LookAlikes(["a.example.com", "example.com", "https://EXAMPLE.com/"])) == 1
    assert LookAlikes([]).imitated_by("example.com") == ()
    with pytest.raises(ValueError, match=r"com\.cn"):
        LookAlikes(["com.cn"])


LABELS = st.text("abcdeilmnorstu", min_size=6, max_size=14)


@given(LABELS, st.data())
def test_every_single_change_of_a_name_is_found(label, data):
    at = data.draw(st.integers(0, len(label) - 2))
    letter = data.draw(st.sampled_from("xqz"))
    changed = data.draw(
        st.sampled_from(
            [
                label[:at] + letter + label[at + 1 :],
                label[:at] + letter + label[at:],
                label[: at + 1] + label[at + 2 :],
                label[:at] + label[at + 1] + label[at] + label[at + 2 :],
            ]
        )
    )
    found = LookAlikes([f"{label}.com", "another-name.example"]).imitated_by(f"{changed}.com")
    assert changed == label or [one.name for one in found] == [f"{label}.com"]


@given(st.text(max_size=40))
def test_any_text_may_be_asked(text):
    assert isinstance(REGISTER.imitated_by(text), tuple)
    assert isinstance(REGISTER.imitated_by(f"{text}.com"), tuple)


@given(st.text(max_size=20))
def test_a_skeleton_does_not_depend_on_case(label):
    assert skeleton(label.upper().lower()) == skeleton(label.lower().upper().lower())


@pytest.mark.slow
def test_a_hundred_thousand_names_answer_in_less_than_a_millisecond():
    draw = random.Random(5)
    syllables = [a + b for a in "bcdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er")]
    names = {"".join(draw.choices(syllables, k=draw.randint(2, 5))) + ".com" for _ in range(125_000)}
    names = sorted(names)[:100_000]
    register = LookAlikes(names)
    asked = [draw.choice(names).replace("a", draw.choice("аo")) for _ in range(500)]
    began = time.process_time()
    for host in asked:
        register.imitated_by(host)
    assert (time.process_time() - began) / len(asked) < 0.001
