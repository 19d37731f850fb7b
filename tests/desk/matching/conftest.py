"""A desk that takes reports, for tests of what is found among them."""

import pytest

from clearhall.desk.intake.actions import accept_report, accept_reports
from clearhall.desk.intake.types import NewReport, Sender
from clearhall.desk.taxonomy.harms import Harm
from tests.factories import NOON, make_body, make_place

RESIDENT = Sender(kind="resident", source="form", entrance="form")
PARCEL = "【蓝鲸快递】您的包裹因地址不详无法派送，请在今天十八点前点击链接补填信息并支付两元改派费，逾期将退回寄件人"
PARCEL_AGAIN = (
    "【蓝鲸快递】您的包裹因地址不详无法派送，请在明天十二点前点击链接补填信息并支付三元改派费，逾期将退回寄件人！"
)
BANK = "Your Harbour Bank account was locked after a sign-in from abroad. Confirm your card number within two hours or lose it."


@pytest.fixture
def body():
    return make_body("police", place=make_place("LJ"), harms=tuple(Harm))


@pytest.fixture
def report(body):
    """`report(text)` stores one and returns what the sender hears."""

    def accepted(text, *, harm="telecom_fraud", at=NOON, url=""):
        return accept_report(NewReport(text=text, harm=harm, url=url), sender=RESIDENT, at=at)

    return accepted


@pytest.fixture
def reports(body):
    """`reports(texts)` stores a batch and returns the report keys."""

    def accepted(texts, *, harm="telecom_fraud", at=NOON):
        rows = [NewReport(text=text, harm=harm) for text in texts]
        return [result.accepted.report_id for result in accept_reports(rows, sender=RESIDENT, at=at)]

    return accepted
