import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearhall.engine import indicators
from clearhall.engine.indicators import Hiding, IndicatorKind, extraction

K, H = IndicatorKind, Hiding
CARD = "6222021234567894"  # invented; its check digit is right


def found(text):
    return [(i.kind, i.value) for i in indicators.extract(text)]


@pytest.mark.parametrize(
    ("text", "kind", "surface", "value", "hidden"),
    [
        ("请看 https://pay.example.com/a?b=1 谢谢", K.URL, "https://pay.example.com/a?b=1", None, ()),
        ("请点击https://pay.example.com/领取", K.URL, "https://pay.example.com/", None, ()),
        ("(see http://pay.example.com/a_(b)).", K.URL, "http://pay.example.com/a_(b)", None, ()),
        ("去http://pay.example.com/x。谢谢", K.URL, "http://pay.example.com/x", None, ()),
        ("hxxps://pay[.]example[.]com/x", K.URL, None, "https://pay.example.com/x", (H.DEFANGED,)),
        ("hXXp[:]//pay(.)example(.)com", K.URL, None, "http://pay.example.com", (H.DEFANGED,)),
        (
            "登录 www点pay点example点com/x 领取",
            K.URL,
            "www点pay点example点com/x",
            "www.pay.example.com/x",
            (H.OBFUSCATED, H.NO_SCHEME),
        ),
        (
            "登录pay。example。com。退订回T",
            K.DOMAIN,
            "pay。example。com",
            "pay.example.com",
            (H.OBFUSCATED, H.NO_SCHEME),
        ),
        (
            "visit pay dot example dot com",
            K.DOMAIN,
            "pay dot example dot com",
            "pay.example.com",
            (H.OBFUSCATED, H.NO_SCHEME),
        ),
        ("visit pay .example .com now", K.DOMAIN, "pay .example .com", "pay.example.com", (H.NO_SCHEME, H.SPACED)),
        ("ｐａｙ．ｅｘａｍｐｌｅ．ｃｏｍ", K.DOMAIN, None, "pay.example.com", (H.NO_SCHEME, H.FULL_WIDTH)),
        (
            "ｈｔｔｐ：／／ｐａｙ（．）ｅｘａｍｐｌｅ．ｃｏｍ",
            K.URL,
            None,
            "http://pay.example.com",
            (H.DEFANGED, H.FULL_WIDTH),
        ),
        ("http://pa\u200by.exa\u2060mple.com/", K.URL, None, "http://pay.example.com/", (H.ZERO_WIDTH,)),
        ("http://PAY.Example.com/Path", K.URL, None, "http://pay.example.com/Path", ()),
        ("http://p\u0430y.example.com", K.URL, None, "http://xn--py-7kc.example.com", (H.IDN, H.CONFUSABLE)),
        ("打开http://例子.中国/首页", K.URL, "http://例子.中国/", "http://xn--fsqu00a.xn--fiqs8s/", (H.IDN,)),
        ("请访问例子.com 领取", K.DOMAIN, "例子.com", "xn--fsqu00a.com", (H.NO_SCHEME, H.IDN)),
        ("xn--fsqu00a.com/a", K.URL, None, "xn--fsqu00a.com/a", (H.NO_SCHEME, H.IDN)),
        ("服务器 192.0.2.7 端口", K.IP, "192.0.2.7", "192.0.2.7", ()),
        ("http://192.0.2.7:8080/a", K.URL, None, "http://192.0.2.7:8080/a", ()),
        ("at 2001:db8::7 now", K.IP, "2001:db8::7", "2001:db8::7", ()),
        (
            "写信 kefu7[@]mail[.]example[.]com",
            K.EMAIL,
            "kefu7[@]mail[.]example[.]com",
            "kefu7@mail.example.com",
            (H.DEFANGED,),
        ),
        (
            "Contact win12 at mail.example.com",
            K.EMAIL,
            "win12 at mail.example.com",
            "win12@mail.example.com",
            (H.OBFUSCATED,),
        ),
        ("联系win12 at example.com。IP段", K.EMAIL, "win12 at example.com", "win12@example.com", (H.OBFUSCATED,)),
        ("致电13800000000办理", K.PHONE, "13800000000", "13800000000", ()),
        ("call +86 138-0000-0000", K.PHONE, "+86 138-0000-0000", "13800000000", ()),
        ("电话１３８００００００００", K.PHONE, "１３８００００００００", "13800000000", (H.FULL_WIDTH,)),
        ("电话一三八零零零零零零零零", K.PHONE, "一三八零零零零零零零零", "13800000000", (H.NUMERALS,)),
        ("电1 3 8 0 0 0 0 0 0 0 0", K.PHONE, "1 3 8 0 0 0 0 0 0 0 0", "13800000000", (H.SPACED,)),
        ("座机010-55550100。", K.PHONE, "010-55550100", "01055550100", ()),
        ("热线 400-555-0100", K.PHONE, "400-555-0100", "4005550100", ()),
        ("请致电95500", K.PHONE, "95500", "95500", ()),
        ("at +86 21 5555 0100 (7:00 AM)", K.PHONE, "+86 21 5555 0100", "02155550100", ()),
        ("call +44 20 7946 0000 now", K.PHONE, "+44 20 7946 0000", "+442079460000", ()),
        ("0900-000-000", K.PHONE, None, "0900000000", ()),
        (f"卡号{CARD}，户名", K.BANK_CARD, CARD, CARD, ()),
        ("打到6222 0212 3456 7894", K.BANK_CARD, "6222 0212 3456 7894", CARD, ()),
        ("打到六二二二零二一二三四五六七八九四", K.BANK_CARD, "六二二二零二一二三四五六七八九四", CARD, (H.NUMERALS,)),
        ("加微信：kefu_example01，备注", K.MESSENGER_OFFER, "kefu_example01", "kefu_example01", ()),
        ("联系QQ123450000", K.MESSENGER_OFFER, "123450000", "123450000", ()),
        ("Telegram: @example_help", K.MESSENGER_OFFER, "example_help", "example_help", ()),
        ("LINE客服 zf-example1", K.MESSENGER_OFFER, "zf-example1", "zf-example1", ()),
    ],
)
def test_one_indicator_is_read_whatever_hides_it(text, kind, surface, value, hidden):
    (only,) = indicators.extract(text)
    surface = surface or text
    assert (only.kind, only.surface, only.value, only.hidden_as) == (kind, surface, value or surface, hidden)
    assert text[only.start : only.end] == surface
    assert only.detail.endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "订单号13800000000已发货",
        "快递单号SF13800000000",
        "验证码 955001，五分钟内有效",
        "会议号 138 000 000",
        "您的余额95588元",
        f"订单编号{CARD}",
        CARD[:-1] + "3",  # the check digit is wrong
        "1234567890123456789012",
        "版本2.13.4.7更新",
        "第12.3.4.5条规定",
        "日期2024.01.02-2024.03.04，身高1.75米",
        "请添加微信号：xxxxxxxx",
        "合同.docx 和 README.md 已上传",
        "e.g. this, i.e. that.Then more",
        "我晚上8点app见",
        "see you at home.is it late.lol",
        "http://domain.com-typed-on",
        "http://-a.example.com http://a_.example.com",
        "110101199003070011",  # shaped like an identity card
        "0x0000000000000000000000000000000000000Ab",
        "",
    ],
)
def test_what_only_looks_like_an_indicator_is_left_alone(text):
    assert found(text) == []


def test_both_forms_of_an_international_name_are_told():
    (one,) = indicators.extract("http://p\u0430ypal.example.com")
    assert one.detail == (
        f"Leads to {one.value[7:]}, which is drawn as p\u0430ypal.example.com and reads like paypal.example.com."
    )


def test_the_longer_of_two_overlapping_finds_wins():
    assert found("http://example.com/13800000000?q=a@example.com") == [
        (K.URL, "http://example.com/13800000000?q=a@example.com")
    ]
    assert found("13800000000@example.com") == [(K.EMAIL, "13800000000@example.com")]
    assert found("微信13800000000") == [(K.PHONE, "13800000000")]


def test_a_sentence_with_everything_gives_them_in_order():
    text = f"加QQ：123450000 或致电13800000000，转账{CARD}，详见 hxxp://a[.]example[.]com/x，邮箱a@example.com。"
    assert [i.kind for i in indicators.extract(text)] == [K.MESSENGER_OFFER, K.PHONE, K.BANK_CARD, K.URL, K.EMAIL]


PIECES = st.sampled_from(
    [
        *"a1点。.@:/ \u200b\ud800\uff11零微\u0430-_",
        "http://",
        ".com",
        "13800000000",
        CARD,
        "微信",
        "qq",
        "[.]",
        " at ",
        "bc1q",
        "0x",
        "中国",
    ]
)


@given(st.text(st.characters(codec=None)) | st.lists(PIECES, max_size=14).map("".join))
def test_any_text_gives_ordered_finds_that_slice_to_their_surface(text):
    last = 0
    for one in indicators.extract(text):
        assert last <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.surface
        assert one.value
        last = one.end


@given(st.lists(st.lists(PIECES, max_size=8).map("".join), max_size=6), st.integers(1, 4))
def test_many_texts_give_what_each_gives_alone(texts, chunk):
    whole = extraction.CHUNK
    extraction.CHUNK = chunk
    try:
        assert indicators.extract_many(iter(texts)) == [indicators.extract(text) for text in texts]
    finally:
        extraction.CHUNK = whole


@pytest.mark.parametrize(
    "text", ["😀" * 1_000_000, "0" * 1_000_000, "0123456789" * 100_000, "٣" * 1_000_000, "\u200b" * 10**6]
)
def test_a_million_signs_that_name_nothing_give_nothing(text):
    assert indicators.extract(text) == []


def test_ten_megabytes_are_read_to_the_documented_length():
    message = "请打开 https://a1.example.com/x " + "很抱歉打扰您" * 1_700_000 + " https://b2.example.com/y"
    assert [one.value for one in indicators.extract(message)] == ["https://a1.example.com/x"]


def test_a_hundred_thousand_equal_rows_give_equal_answers():
    found = indicators.extract_many("打 13812345678" for _ in range(100_000))
    assert len(found) == 100_000
    assert all(one == found[0] for one in found)


@given(st.lists(PIECES, max_size=10).map("".join))
def test_the_normal_form_does_not_depend_on_zero_width_characters(text):
    bare = text.replace("\u200b", "")
    assert found("\u200b".join(bare)) == found(bare)


@pytest.mark.parametrize(
    "unit",
    [
        "aaaa.",
        "1",
        "点",
        " ",
        "。",
        "a@",
        "1 ",
        "零",
        "http://",
        "微信:a",
        "加微信:abc123 ",
        "a点",
        "а.com",
        "a.cn ",
        ":",
    ],
)
def test_a_million_adversarial_characters_take_less_than_two_seconds(unit):
    text = (unit * (10**6 // len(unit) + 1))[: 10**6]
    began = time.process_time()
    indicators.extract(text)
    assert time.process_time() - began < 2


def test_a_list_is_cut_at_the_documented_number():
    assert len(indicators.extract("a.example.com " * 6_000)) == indicators.MAX_PER_FINDER
