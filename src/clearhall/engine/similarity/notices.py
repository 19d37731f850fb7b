"""Notices: the template texts of true services, of which everybody gets one with a code or number of their own.

A one-time code and "your parcel is at the locker, code 5518" are the same words a million times over. Taken by their
wording they would be one message; what counts in them is the number, and there each stands alone. Texts come in
matching form: small letters, simplified Chinese, plain digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

LONGEST_NOTICE = 300
"""Characters: four short messages. What is longer has more to say than a number."""

_CODE = re.compile(
    r"验证码|动态[码密]|校验码|随机[码密]|激活码|一次性密码|确认码"
    r"|(?:verification|security|one[- ]?time|log-?in|sign-?in|access|authentication|confirmation) ?(?:pass)?(?:code|word|pin)"
    r"|\botp\b|\bpasscode\b"
)
_PICK_UP = re.compile(
    r"取件码|取货码|提货码|自提码|开柜码|取餐码|凭码.{0,4}取|(?:快递柜|丰巢|驿站|代收点|自提点|快件|包裹|运单).{0,40}(?:取|领|签收|派送中|送达)"
    r"|\b(?:parcel|package|delivery|order|shipment)\b.{0,60}"
    r"\b(?:locker|pick ?up|collect(?:ion)?|ready|waiting|out for delivery|delivered)\b"
)
_NUMBER = re.compile(r"(?<!\d)\d[\d-]{2,10}\d(?!\d)")
# A parcel message that asks for money, for an address or to open something is no notice, whatever it calls itself.
_ASKS = re.compile(
    r"理赔|赔付|赔偿|退款|关税|补缴|缴费|缴纳|支付|转账|付款|丢失|破损|滞留|扣留|地址不|更新地址|加微信|加qq|点击"
    r"|\b(?:pay(?:ment)?|fee|refund|customs|claim|compensat\w*|click|tap|confirm your|update your|reschedul\w*|unpaid|held)\b"
)
_SHORT_LINE = 7  # digits: a shorter number is the line of a bank or carrier, printed in all its messages


def is_notice(form: str) -> bool:
    """Whether a text only tells its reader a code or a number of their own."""
    if len(form) > LONGEST_NOTICE or not _NUMBER.search(form):
        return False
    return _CODE.search(form) is not None or (_PICK_UP.search(form) is not None and not _ASKS.search(form))


@dataclass(frozen=True, slots=True)
class _Led:
    """What a notice names: sites, telephone numbers of seven digits or more and contacts; and the text without its sites."""

    named: frozenset[str]
    rest: str
    has_site: bool


@lru_cache(maxsize=4_096)
def _led(form: str) -> _Led:
    from clearhall.engine.indicators import IndicatorKind, extract, registrable_domain  # noqa: PLC0415 (half a second)

    named, rest, at = set(), [], 0
    for one in extract(form):
        if one.kind in (IndicatorKind.URL, IndicatorKind.DOMAIN):
            named.add(registrable_domain(one.value) or one.value)
            rest.append(form[at : one.start])
            at = one.end
        elif one.kind is not IndicatorKind.PHONE or len(one.value) >= _SHORT_LINE:
            named.add(one.value)
    return _Led(frozenset(named), "".join(rest) + form[at:], at > 0)


def lead_to_the_same(left: str, right: str) -> bool:
    """Whether two notices name one site, telephone number of seven digits or more, or contact."""
    return not _led(left).named.isdisjoint(_led(right).named)


def without_sites(left: str, right: str) -> tuple[str, str] | None:
    """Two notices without the sites they name; None unless each names one.

    A true service keeps its site; who imitates one must change theirs again and again, and the rest stays.
    """
    one, other = _led(left), _led(right)
    return (one.rest, other.rest) if one.has_site and other.has_site else None
