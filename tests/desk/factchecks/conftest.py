"""Published fact-checks on invented claims, each about a case of its own."""

from datetime import timedelta

import pytest

from clearhall.desk.cases.models import PublishedOutcome
from clearhall.desk.recognition.store import CLAIMS
from clearhall.desk.taxonomy.harms import Harm
from tests.factories import NOON, make_body, make_case

FERRY = "The ferry company did not give away 14,000 free tickets. The page that says so is not theirs."
WATER_ZH = "网传喝盐水可以治好河流感是错误的，医院表示没有任何研究支持这个说法。"
WATER_EN = "Drinking salt water does not cure the river flu; the hospital knows of no study that says so."
PHOTO = "车站被淹的照片拍摄于2009年，并非本周台风期间。"
LONG = (
    "大家早上好，今天天气不错，记得多穿衣服。\n我姐姐昨天去市场买了很多水果，价钱比上个月便宜。\n"
    "朋友转来的消息说：喝盐水可以治好河流感！\n晚上一起吃饭吗？我订了七点的位子，地点还是老地方。\n"
    "对了，孩子的学校下周放假，作业记得带回家。\n" * 2
)


@pytest.fixture
def body(db):
    return make_body("city", harms=tuple(Harm))


@pytest.fixture
def publish(body):
    """`publish(zh=…, en=…)` adds a fact-check of a new case, or of `case`; `replaces` makes it a correction."""

    def published(*, zh="", en="", replaces=None, case=None, outcome="fact_check", harm=Harm.FALSE_CLAIM, days=0):
        case = case or (replaces.case if replaces else make_case(body=body, harm=harm, text="a reporter's own words"))
        return PublishedOutcome.objects.create(
            case=case, harm=harm, outcome=outcome, text_zh=zh, text_en=en,
            author_label="person:1", at=NOON + timedelta(days=days), replaces=replaces,
        )  # fmt: skip

    return published


@pytest.fixture
def some(publish):
    """Three fact-checks by name."""
    return {
        "ferry": publish(en=FERRY),
        "water": publish(zh=WATER_ZH, en=WATER_EN),
        "photo": publish(zh=PHOTO),
    }


@pytest.fixture(autouse=True)
def _no_model():
    CLAIMS.remove()
    yield
    CLAIMS.remove()
