import pytest

from clearhall.engine.recognition import HARM_OF, Kind, LabelRefused, UnknownLabel, is_harm, kind_of, refuse_unless_harm

REFUSED = [
    "opinion", "Public Opinion", "stance", "anti-stance", "sentiment", "negative", "sensitive content", "politics", "political",
    "religion", "news", "criticism of the office", "topic 7", "rumour", "author 12", "influencer", "s.t.a.n.c.e", "оpinion",
    "ＯＰＩＮＩＯＮ", "舆情", "负面", "負面評論", "政治", "立场", "敏感信息", "op\u200binion", "opinion_scam",
]  # fmt: skip


@pytest.mark.parametrize("label", REFUSED)
def test_a_label_for_opinion_stance_or_topic_is_refused_with_the_charters_words(label):
    with pytest.raises(LabelRefused) as raised:
        kind_of(label)
    assert "protects people from concrete harm" in str(raised.value)
    assert "machines only suggest, people decide" in str(raised.value)
    assert raised.value.code == "label_refused"


def test_a_mapping_onto_a_harm_does_not_bring_a_refused_label_in():
    with pytest.raises(LabelRefused):
        kind_of("negative", mapping={"negative": Kind.PHISHING})


def test_no_kind_is_named_for_what_people_think_or_say():
    for kind in Kind:
        refuse_unless_harm(kind.value.replace("authorities", ""))
    assert not {"false_claim", "demand"} & {kind.value for kind in Kind}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_read_from_its_own_name(kind):
    assert kind_of(kind.value) is kind
    assert kind_of(kind.value.upper().replace("_", " ")) is kind


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("ham", Kind.ORDINARY),
        ("Smishing", Kind.PHISHING),
        ("fake job posting", Kind.FAKE_JOB_POSTING),
        ("0", Kind.ORDINARY),
    ],
)
def test_common_other_names_are_known(label, kind):
    assert kind_of(label) is kind


def test_a_label_off_the_list_is_unknown_unless_it_is_mapped():
    with pytest.raises(UnknownLabel, match="'gift card'"):
        kind_of("gift card")
    assert kind_of("gift card", mapping={"gift card": Kind.PRIZE}) is Kind.PRIZE


def test_every_kind_says_which_harm_it_is_and_harmless_ones_say_none():
    assert set(HARM_OF) == set(Kind)
    assert all(HARM_OF[kind] is None for kind in Kind if not is_harm(kind))
    assert all(HARM_OF[kind] for kind in Kind if is_harm(kind) and kind is not Kind.HARM)
