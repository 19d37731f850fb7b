"""R1: nobody is traced. No indicator may say who wrote, sent, posted or reported a text."""

import dataclasses

import pytest

from clearhall.engine.indicators import Indicator, IndicatorKind, extract

# The whole list. A kind added here must point to what a message asks its reader to use, never to a person.
PERMITTED = {"url", "domain", "ip", "email", "phone", "bank_card", "crypto", "messenger_offer"}
NAMES_OF_PERSONS = (
    "author", "poster", "sender", "reporter", "user", "handle", "mention", "account", "nickname", "profile", "person",
    "identity", "imei", "imsi", "mac", "device", "location", "place", "face", "plate", "passport",
)  # fmt: skip


def test_the_list_of_kinds_is_closed():
    assert {kind.value for kind in IndicatorKind} == PERMITTED


@pytest.mark.parametrize("word", NAMES_OF_PERSONS)
def test_no_kind_and_no_field_is_named_for_a_person(word):
    names = [kind.value for kind in IndicatorKind] + [field.name for field in dataclasses.fields(Indicator)]
    assert not [name for name in names if word in name.split("_")]


@pytest.mark.parametrize(
    "text",
    [
        "@example_user 你看这个",
        "微博 @某某某 转发",
        "发布者微信：example_person1",
        "楼主QQ123450000说的",
        "我的微信号：example_person1，被骗了",
        "My WhatsApp: example_person1",
        "the victim's wechat: example_person1",
        "举报人 QQ：123450000",
        "From: Someone <person1@example.com>",
        "收件人：person1@example.com",
        "Subject: x\n> To: A <a@example.org>, B <person1@example.com>",
        "我的邮箱是person1@example.com",
        "my email: person1@example.com",
        "作者：张某某",
        "IMEI 490154203237518",
        "IMEI：49-015420-323751-8",
        "user example_person1 posted this",
    ],
)
def test_what_points_to_a_person_is_not_extracted(text):
    assert extract(text) == []


@pytest.mark.parametrize(
    "text", ["加我的微信：example_offer1", "请添加微信 example_offer1", "咨询客服微信号example_offer1"]
)
def test_the_contact_of_an_offer_is(text):
    (one,) = extract(text)
    assert (one.kind, one.value) == (IndicatorKind.MESSENGER_OFFER, "example_offer1")
