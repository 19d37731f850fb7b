from itertools import pairwise

from clearhall.engine.recognition import STRUCTURE_NAMES, Kind, recognise


def test_the_words_that_weighed_are_named_in_chinese(kinds_model):
    text = "明天见。这里是市公安局，您涉嫌洗钱，请配合调查"
    answer = recognise(kinds_model, text)
    assert answer.kind is Kind.IMPERSONATING_AUTHORITIES
    assert answer.harm == "impersonation"
    assert any("公安局" in part.text or "洗钱" in part.text for part in answer.parts[:2] if part.weight > 0)


def test_the_words_that_weighed_are_named_in_english_also_when_hidden(kinds_model):
    answer = recognise(kinds_model, "hi mum :) your a\u200bcc\u200bount is l.o.c.k.e.d verify it")
    named = " ".join(part.text for part in answer.parts if part.weight > 0)
    assert "l.o.c.k.e.d" in named
    assert "a\u200bcc\u200bount" in named


def test_parts_are_ordered_by_weight_and_do_not_overlap(kinds_model):
    parts = recognise(kinds_model, "您的账户存在异常将被冻结, verify at http://abc-verify.top/1 now").parts
    assert [abs(part.weight) for part in parts] == sorted((abs(part.weight) for part in parts), reverse=True)
    spans = sorted((part.start, part.stop) for part in parts)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))


def test_parts_of_an_address_are_named(url_model):
    answer = recognise(url_model, "https://river-museum.org.login.qqq-verify.top/account.php")
    assert answer.kind is Kind.HARM
    named = [part.text for part in answer.parts if part.weight > 0]
    assert "verify" in named
    assert not any("/" in name.rstrip("/") or "." in name.rstrip(".") for name in named)  # words, not whole addresses


def test_properties_are_named_and_compared_with_what_is_usual(kinds_model):
    answer = recognise(kinds_model, "您的账户存在异常将被冻结，请登录 http://abc-verify.top/1 核实身份，验证码8812")
    links = next(one for one in answer.structure if one.name == "links")
    assert links.weight > 0
    assert links.step == 1
    assert {one.name for one in answer.structure} <= set(STRUCTURE_NAMES.values())


def test_an_empty_text_has_no_parts(kinds_model, url_model):
    assert recognise(kinds_model, "").parts == ()
    assert recognise(url_model, "").parts == ()
