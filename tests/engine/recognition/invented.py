"""Invented messages and addresses in Chinese and English, enough to learn something from; no fixtures here."""

import random
from dataclasses import replace
from datetime import date

from clearhall.engine.recognition import DEFAULTS, Kind, LabelledText, Source, train

PARCEL_ZH = "您的包裹因地址有误被扣留，请在{n}小时内打开 {link} 支付{n}元，否则退回"
BANK_ZH = "尊敬的客户，您的账户存在异常将被冻结，请登录 {link} 核实身份，验证码{n}"
OFFICE_ZH = "这里是市公安局，您名下的银行卡涉嫌洗钱，请加微信配合调查，编号{n}"
CHAT_ZH = (
    "晚上{n}点一起吃饭吗",
    "妈，我{n}号回家，帮我留门",
    "会议改到{n}点，地点不变",
    "作业写完了，第{n}题不会",
    "好的，明天见",
)
BANK_EN = "Dear customer, your account was locked. Verify your identity at {link} within {n} hours or it is closed."
PRIZE_EN = "Congratulations! Your number has won {n} dollars. Claim now at {link} before midnight!"
CHAT_EN = (
    "Are we still on for lunch at {n}?",
    "I will be {n} minutes late, sorry",
    "Can you buy {n} eggs on the way home",
    "ok see you",
)
ENDINGS = ("top", "xyz", "icu", "com")


def link(draw):
    word = "".join(draw.choices("abcdefghijkmnopqrstuvwxyz", k=6))
    return f"http://{word}-verify.{draw.choice(ENDINGS)}/{draw.randint(10, 999)}"


def filled(draw, sentence):
    return sentence.format(n=draw.randint(1, 9_999), link=link(draw))


def message_rows(each=40, seed=1):
    draw = random.Random(seed)
    pairs = [(BANK_ZH, Kind.PHISHING), (PARCEL_ZH, Kind.PHISHING), (BANK_EN, Kind.PHISHING), (PRIZE_EN, Kind.PHISHING)]
    pairs += [(OFFICE_ZH, Kind.IMPERSONATING_AUTHORITIES)] * 2
    rows = [LabelledText(filled(draw, sentence), kind) for sentence, kind in pairs for _ in range(each)]
    chats = [LabelledText(filled(draw, draw.choice(CHAT_ZH + CHAT_EN)), Kind.ORDINARY) for _ in range(4 * each)]
    return [replace(row, group=str(i)) for i, row in enumerate(rows + chats)]


def url_rows(each=150, seed=1):
    draw = random.Random(seed)
    words = ("garden", "museum", "bakery", "library", "school", "river", "bridge", "music")
    fine = [
        f"https://www.{draw.choice(words)}-{draw.choice(words)}.org/{draw.choice(words)}/{i % 7}" for i in range(each)
    ]
    bad = [f"http://login.{link(draw)[7:]}/account.php?id={i}" for i in range(each)]
    return [LabelledText(url, Kind.ORDINARY, group=str(i)) for i, url in enumerate(fine)] + [
        LabelledText(url, Kind.HARM, group=f"b{i}") for i, url in enumerate(bad)
    ]


def trained(rows, task, **changes):
    config = replace(DEFAULTS[task], bits=14, costs=(1.0,), **changes)
    sources = [Source("invented", "CC0", len(rows))]
    return train(rows, task=task, sources=sources, trained_on=date(2026, 3, 1), seed=3, version="test", config=config)
