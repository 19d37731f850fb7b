"""Telephone numbers and bank cards among all the other numbers of a message."""

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers

from clearhall.engine.indicators.digits import card_network, is_identity_number, passes_luhn
from clearhall.engine.indicators.outlines import has_digits, has_digits_apart
from clearhall.engine.indicators.types import Candidate, Hiding, IndicatorKind

# No repetition below is open: each attempt reads at most about 60 characters.
_FREE = r"(?:(?<![0-9A-Za-z])|(?<=tel)|(?<=call)|(?<=phone)|(?<=mobile)|(?<=vx)|(?<=wx)|(?<=qq))(?<![0-9][.\-])(?<!\+)"
_NUMBERS = {
    # Mainland numbers. Source: the numbering plan of the ministry of industry and information technology (2017).
    "mobile": r"(?:(?:(?:\+|00)\s?|\()?86\)?[ -]?)?1[3-9][0-9](?:[0-9]{8}|(?P<m>[ .-])[0-9]{4}(?P=m)[0-9]{4}"
    r"|[0-9][ -][0-9]{3}[ -][0-9]{4})",
    "taiwan_mobile": r"(?:\+886[ -]?|0)9[0-9]{2}(?P<t>[ -]?)[0-9]{3}(?P=t)[0-9]{3}",
    "service": r"[48]00(?:[0-9]{7}|[ -][0-9]{3}[ -]?[0-9]{4}|[ -][0-9]{4}[ -][0-9]{3})",
    "landline": r"(?:(?:\+|00)86[ -]?)?\(?0?(?:(?<=0)10|(?<=0)2[0-9]|(?<=0)[3-9][0-9]{2})(?:\)|[ -]{1,2})?"
    r"[0-9]{3,4}[ -]?[0-9]{4}",
    "international": r"\+[1-9][0-9]{0,2}(?:[ .-]?\([0-9]{1,4}\))?(?:[ .-]{0,2}[0-9]){6,13}",
    "north_american": r"(?:1[ .-])?(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[ .-])[2-9][0-9]{2}[.-][0-9]{4}",
    "national": r"0[0-9]{3}[ -][0-9]{3}[ -][0-9]{3,4}|0[0-9]{4}[ -]?[0-9]{6}",
}
_PHONE = re.compile(
    rf"(?=[0-9+(])(?<![0-9])(?:{_FREE}|(?<![0-9A-Za-z+])(?=\+))(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _NUMBERS.items())
    + r")(?![0-9])(?!\.[0-9])",
    re.IGNORECASE,
)
# This and the next begin with the class of their first character: the search skips to it.
_SHORT = re.compile(
    r"[1-9](?<![0-9A-Za-z.\-+][1-9])(?:(?<=9)(?:5[0-9]{3}(?:[0-9]{3})?|6[0-9]{3,4})"
    r"|(?<=1)(?:2[0-9]{3}|00[0-9]{2}|06[0-9]{5,15})|(?<=[2-9])[0-9]{7})(?![0-9A-Za-z%.\-/])"
)
_CARD = re.compile(
    r"[0-9](?<![0-9A-Za-z][0-9])(?<![0-9][ .\-][0-9])(?:[0-9]{12,18}|[0-9]{3}(?P<c>[ -])[0-9]{4}(?P=c)[0-9]{4}(?P=c)[0-9]{1,4}"
    r"(?:(?P=c)[0-9]{1,3})?|[0-9]{3}[ -][0-9]{6}[ -][0-9]{5}|[0-9]{5}[ -][0-9]{10,13})(?![0-9A-Za-z])(?!\.[0-9])"
)
_FEWEST = 5  # digits of a short code
_FEWEST_DIALLED = 7  # of an international number
_MAY_HOLD_LONG = re.compile(r"[0-9](?:[ ().-]{0,2}[0-9]){9}")
_BEFORE_DIGITS = 16  # a telephone number may begin so far before its first ten digits in a row: "(00 86"

# Digits written as words, circled one by one, or with a sign between each.
_WORDS = "零〇○一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖貳參陸"
_OF_WORD = str.maketrans(_WORDS, "000123456789121234567892" + "36")
_DISGUISED = re.compile(
    rf"[0-9{_WORDS}](?<![0-9{_WORDS}][0-9{_WORDS}])(?:[ .\-*_~,·、]?[0-9{_WORDS}]){{6,24}}(?![0-9{_WORDS}])"
)
_MAY_BE_DISGUISED = re.compile(rf"[0-9{_WORDS}](?:[ .\-*_~,·、]?[0-9{_WORDS}]){{6}}")
_FEWEST_DISGUISED = 7
_A_WORD = re.compile(f"[{_WORDS}]")
_SIGN_BETWEEN_EACH = re.compile(rf"[0-9{_WORDS}](?:[ .\-*_~,·、][0-9{_WORDS}])+")
_SIGNS = re.compile(r"[^0-9+]")

# What makes the number after it a reference, not a number to call or pay to.
_REFERENCE_FIRST = "单單编編订訂运流会會案验驗校动激邀提取口密身证件工发批型尾余金人¥￥$£€ncotripmNCOTRIPMıİ"
_MAY_BE_REFERENCE = re.compile(f"[{_REFERENCE_FIRST}]")
_REFERENCE_BEFORE = re.compile(
    rf"(?=[{_REFERENCE_FIRST}])"
    r"(?:单号|單號|编号|編號|订单|訂單|运单|流水|会议号?|會議號?|会议ID|案号|验证码|驗證碼|校验码|校驗碼|动态码|激活码|邀请码|邀請碼|提取码|口令|密码"
    r"|密碼|身份证号?码?|证件号码?|取件码|工号|发票号?码?|批号|型号|尾号|余额|金额|人民币|¥|￥|\$|£|€|\bNo\.?|\bcode|\border|\btracking|\bref|\breference|\binvoice"
    r"|\bpin|\botp|\bmeeting|\bid)(?:号码?|號碼?|number|no\.?|id)?\s?(?:is|为|為|是|[:：#(（]|\s){0,3}$",
    re.IGNORECASE,
)
_CALL_BEFORE = re.compile(
    r"(?=[电電致拨撥打热熱来來客咨諮短发回联聯cdptswh])"
    r"(?:电话|電話|致电|致電|拨打?|撥打?|热线|熱線|来电|來電|客服|咨询|諮詢|短信至?|发送至?|回复至?|联系|聯繫|聯絡|call|dial|phone|tel|contact"
    r"|text|txt|sms|whatsapp|hotline)[^0-9，。；,;]{0,6}$",
    re.IGNORECASE,
)
_CALL_AFTER = re.compile(r"\s?(?:热线|熱線|客服|电话|電話|咨询|銀行|银行|hotline)")
_UNIT_AFTER = re.compile(r"\s?(?:元|块|塊|万|萬|条|分|个|個|人|名|件|次|年|米|积分|%|kb|mb|gb)", re.IGNORECASE)
_LOOK_BACK = 20
_MAINLAND = 86

_SAYS = {
    "mobile": "A mobile number of mainland China.",
    "taiwan_mobile": "A mobile number of Taiwan.",
    "service": "A 400 or 800 service number.",
    "landline": "A landline number with its area code.",
    "international": "An international telephone number.",
    "north_american": "A North American telephone number.",
    "national": "A telephone number with its trunk prefix.",
    "short": "A short service number.",
}


def may_hold_numbers(text: str, outline: bytes) -> bool:
    """False only where `find_numbers` finds nothing."""
    return (
        b"0" * _FEWEST in outline
        or has_digits(outline, _FEWEST_DIALLED, between=b" ().-")
        or _may_hold_disguised(text, outline)
    )


def _may_hold_disguised(text: str, outline: bytes) -> bool:
    words = 0 if text.isascii() else len(_A_WORD.findall(text))
    if words == 0:
        return has_digits_apart(outline, _FEWEST_DISGUISED)
    return words + outline.count(b"0") >= _FEWEST_DISGUISED and _MAY_BE_DISGUISED.search(text) is not None


def find_numbers(text: str, outline: bytes) -> Iterator[Candidate]:
    """Telephone numbers and bank cards.

    Order, tracking, meeting and case numbers, one-time codes, amounts, dates and identity-card numbers are neither,
    told by the word before them, by their length, or by their own check digit. A short code (95xxx, 96xxx, 12xxx)
    counts only where the text asks to call it or to write to it.
    """
    starts = [text.find("+")] if "+" in text else []  # an international number may be short
    if has_digits(outline, 10, between=b" ().-") and (long := _MAY_HOLD_LONG.search(text)):
        starts.append(max(0, long.start() - _BEFORE_DIGITS))
    if starts:
        yield from _phones(text, min(starts))
    if b"0" * _FEWEST in outline:
        yield from _short_codes(text)
    if has_digits(outline, 13, between=b" -"):
        yield from _cards(text)
    if _may_hold_disguised(text, outline):
        yield from _disguised(text)


def _phones(text: str, at: int) -> Iterator[Candidate]:
    for match in _PHONE.finditer(text, at):
        if _is_reference(text, match.start()):
            continue
        sort = str(match.lastgroup)
        value = _dialled(match.group(), sort)
        if value is not None:
            yield Candidate(IndicatorKind.PHONE, match.start(), match.end(), value, sort, (), _SAYS[sort])


def _short_codes(text: str) -> Iterator[Candidate]:
    for match in _SHORT.finditer(text):
        if _is_called(text, match.start(), match.end()):
            yield Candidate(IndicatorKind.PHONE, match.start(), match.end(), match.group(), "short", (), _SAYS["short"])


def _is_reference(text: str, start: int) -> bool:
    before = text[max(0, start - _LOOK_BACK) : start]
    return _MAY_BE_REFERENCE.search(before) is not None and _REFERENCE_BEFORE.search(before) is not None


def _is_called(text: str, start: int, end: int) -> bool:
    if _is_reference(text, start) or _UNIT_AFTER.match(text, end):
        return False
    return bool(_CALL_BEFORE.search(text[max(0, start - _LOOK_BACK) : start]) or _CALL_AFTER.match(text, end))


def _dialled(written: str, sort: str) -> str | None:
    """The digits to dial; None where the number cannot exist."""
    digits = _SIGNS.sub("", written)
    if sort == "mobile":
        return digits[-11:]
    if sort == "taiwan_mobile":
        return "0" + digits[-9:]
    if sort == "landline":
        national = digits.removeprefix("+86").removeprefix("0086")
        national = national if national.startswith("0") else "0" + national
        return national if _is_landline(national) else None
    if sort == "international":
        return _e164(digits)
    return digits


def _is_landline(digits: str) -> bool:
    if digits.startswith(("010", "02")):
        return len(digits) == 11
    return len(digits) in (11, 12)


@lru_cache(maxsize=1_024)  # a campaign names the same number a thousand times
def _e164(digits: str) -> str | None:
    try:
        number = phonenumbers.parse(digits, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    if number.country_code == _MAINLAND:  # one form with the numbers written without country code
        return "0" + phonenumbers.national_significant_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _cards(text: str) -> Iterator[Candidate]:
    for match in _CARD.finditer(text):
        found = _card(_SIGNS.sub("", match.group()), match.start(), match.end(), ())
        if found is not None and not _is_reference(text, match.start()):
            yield found


def _card(digits: str, start: int, end: int, hidden: tuple[Hiding, ...]) -> Candidate | None:
    network = card_network(digits)
    if network is None or not passes_luhn(digits) or is_identity_number(digits):
        return None
    detail = f"A card number of {len(digits)} digits ({network}) whose check digit is right."
    return Candidate(IndicatorKind.BANK_CARD, start, end, digits, network, hidden, detail)


def _disguised(text: str) -> Iterator[Candidate]:
    for match in _DISGUISED.finditer(text):
        written = match.group()
        if written.isascii() and written.isdecimal():
            continue
        hidden = []
        if _SIGN_BETWEEN_EACH.fullmatch(written):
            hidden.append(Hiding.SPACED)
        if _A_WORD.search(written):
            hidden.append(Hiding.NUMERALS)
        if not hidden or _is_reference(text, match.start()):
            continue
        digits = _SIGNS.sub("", written.translate(_OF_WORD))
        found = _card(digits, match.start(), match.end(), tuple(hidden))
        if found is not None:
            yield found
        elif phone := _PHONE.fullmatch(digits):
            sort = str(phone.lastgroup)
            value = _dialled(digits, sort)
            if value is not None and len(digits) > 9:
                start, end = match.span()
                yield Candidate(IndicatorKind.PHONE, start, end, value, sort, tuple(hidden), _SAYS[sort])
