import random

import pytest
from benchmarks.notices import SCAMS, TRUE, copies, group

from clearhall.engine.similarity import Level, overlap
from clearhall.engine.similarity.notices import LONGEST_NOTICE, is_notice
from clearhall.engine.text import matching_form


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("【临江银行】您的验证码是 483920，5分钟内有效，请勿泄露给他人。", True),
        ("【臨江銀行】您的驗證碼是 ４８３９２０，請勿轉發", True),
        ("G-483920 is your Globex verification code. Never share it.", True),
        ("【菜鸟驿站】您的包裹已到南门驿站，凭取件码 3-2-5518 于今日领取", True),
        ("Your parcel 48392 is waiting at locker 12, Mill Street.", True),
        ("【中通】您的包裹48392因地址不详无法派送，请点击补缴关税，凭取件码5518领取", False),
        ("Your parcel 48392 is waiting, pay the customs fee of 2.99 first.", False),
        ("您的快件4839201在运输途中丢失，请联系客服理赔", False),
        ("验证码发给我一下", False),
        ("Are you going to show your OTP function tomorrow?", False),
        ("您的验证码是 483920。" + "我们是投资平台，" * (LONGEST_NOTICE // 8), False),
        ("", False),
        ("1" * 1_000_000, False),
    ],
)
def test_a_notice_is_told_by_its_words_its_number_and_what_it_does_not_ask(text, expected):
    assert is_notice(matching_form(text)) is expected


ZH = "【{}】您的验证码是{}，您正在登录账户，5分钟内有效，请勿泄露给任何人，如非本人操作请忽略本短信{}"
EN = "Your {} verification code is {}. It expires in 10 minutes. Never share this code with anyone. {}"


@pytest.mark.parametrize("template", [ZH, EN])
@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        (("临江银行", 483920, ""), ("星河购物", 112233, ""), Level.SUGGEST),
        (("临江银行", 483920, ""), ("临江银行", 112233, ""), Level.SUGGEST),
        (("临江银行", 483920, "95588"), ("临江银行", 112233, "95588"), Level.SUGGEST),
        (("临江银行", 483920, ""), ("临江银行", 483920, ""), Level.GROUP),
        (("acme", 483920, "https://a1.example/x"), ("acme", 112233, "https://a1.example/y"), Level.GROUP),
        (("acme", 483920, "13812345678"), ("globex", 112233, "13812345678"), Level.GROUP),
        (("acme", 483920, "https://a1.example/x"), ("acme", 112233, "https://b2.example/y"), Level.GROUP),
        (("acme", 483920, "https://a1.example/x"), ("acme", 112233, ""), Level.SUGGEST),
    ],
)
def test_codes_are_joined_only_by_the_same_number_or_by_where_they_lead(template, left, right, level):
    found = overlap(matching_form(template.format(*left)), matching_form(template.format(*right)))
    assert found.level is level
    assert ("Both are notices" in found.detail) is (level is Level.SUGGEST)


@pytest.mark.parametrize("templates", TRUE.values(), ids=TRUE)
@pytest.mark.parametrize("one_service", [True, False])
def test_notices_of_true_services_form_no_heap(templates, one_service):
    made = copies(templates, 300, random.Random(3), one_service=one_service)
    assert len(set(group([text for _template, text in made]))) == 300


@pytest.mark.parametrize(("name", "most"), [("parcel", 2), ("code as a lure", 8), ("pick-up as a lure", 8)])
def test_the_templates_of_scammers_stay_together_while_their_addresses_change(name, most):
    for kind, templates in SCAMS.items():
        if kind.startswith(name):
            made = copies(templates, 300, random.Random(3), one_service=False)
            assert len(set(group([text for _template, text in made]))) <= most
