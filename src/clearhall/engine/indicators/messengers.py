"""Contact ids that a message offers: "add WeChat …", "QQ：…", "LINE 客服 …".

Only the contact of an *offer* is taken (charter, limit R1). An id counts when the name of its service stands directly
before it, which is how an offer tells its reader whom to add. Left out on purpose, because they point to a person who
writes, is written about, or reports: @mentions, account names, "my QQ …", "the poster's WeChat …", signatures without
a service name, and every id that follows a word for an author, user, victim or reporter.
"""

import re
from collections.abc import Iterator

from clearhall.engine.indicators.types import Candidate, IndicatorKind

_SERVICES = {
    "wechat": r"微信|薇信|威信|微芯|葳信|wechat|weixin|(?<![a-z])(?:vx|wx|v信)(?![a-z])|加v(?![a-z])|\+v(?![a-z])",
    "qq": r"(?<![a-z])qq|扣扣|企鹅号?|秋秋",
    "telegram": r"telegram|电报|電報|纸飞机|紙飛機|(?<![a-z])tg(?![a-z])",
    "whatsapp": r"whats ?app",
    "line": r"(?<![a-zA-Z])(?-i:LINE|Line)(?![a-z])|赖(?=[:：])|(?<![a-z])line(?= ?(?:id|[:：]))",
}
_BETWEEN = (
    r"(?:\s{0,2}(?:号码|號碼|账号|帳號|客服|咨询|諮詢|联系|聯繫|聯絡|添加|专员|老师|经理|顾问|小助手|助理|群|号|號|id|ID|是|为|為|加|请加|account|number"
    r"|me|us|at|on|[:：=_\-(（【\[@]|——|→|👉)){0,4}\s{0,3}"
)
_OFFER = re.compile(
    "(?=[微薇威芯葳加+扣企秋电電纸紙赖wvqtlWVQTL])(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _SERVICES.items())
    + ")"
    rf"(?P<between>{_BETWEEN})(?P<id>(?!(?:qq|vx|wx|tg|line|telegram|whatsapp)[:：]?\s?[0-9]{{5}})[A-Za-z0-9][A-Za-z0-9_.\-]{{3,29}}+)",
    re.IGNORECASE,
)
# What must be in a text that names a service: in its outline, or in itself.
_LATIN_NAMES = re.compile(
    rb"[qvw+tl](?:(?<=q)q|(?<=[vw])x|(?<=\+)v|(?<=t)(?:g|ele)|(?<=w)(?:e[ci]|hat)|(?<=l)ine)"  # the class is skipped to
)
_HAN_NAMES = re.compile(
    "[微薇威葳加扣企秋电電纸紙赖信](?:(?<=[微薇威葳])[信芯]|(?<=加)[vV]|(?<=扣)扣|(?<=企)鹅|(?<=秋)秋|(?<=电)报|(?<=電)報|(?<=纸)飞机"
    "|(?<=紙)飛機|(?<=赖)|(?<=[vV]信))"
)
_IDS = {
    "wechat": re.compile(r"[A-Za-z][A-Za-z0-9_\-]{5,19}"),
    "qq": re.compile(r"[1-9][0-9]{4,10}"),
    "telegram": re.compile(r"[A-Za-z][A-Za-z0-9_]{4,31}"),
    "line": re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{3,19}"),
    "whatsapp": re.compile(r"(?!)"),  # WhatsApp knows people by telephone number: found as such
}
_MOBILE = re.compile(r"(?:86)?1[3-9][0-9]{9}|09[0-9]{8}")
_ASKS = re.compile(
    r"(?:加|联系|聯繫|聯絡|添加|咨询|諮詢|add|contact|message|via|on)(?:一下|个|我的?|my|me|us|our|\s){0,3}$",
    re.IGNORECASE,
)
_SPEAKS_OF_A_PERSON = re.compile(
    r"(?:我的?|本人的?|自己的?|他的?|她的?|孩子的?|家人的?|朋友的?|发布者|发帖人|发帖者|发件人|作者|楼主|博主|群主|举报人|受害人|受骗人|投诉人|网友|用户"
    r"|發布者|發文者|樓主|檢舉人|\b(?:my|his|her|author'?s?|poster'?s?|sender'?s?|reporter'?s?|victim'?s?|user'?s?))[\s:：的]*$",
    re.IGNORECASE,
)
_LOOK_BACK = 12
_NAMES = {"wechat": "WeChat", "qq": "QQ", "telegram": "Telegram", "line": "LINE", "whatsapp": "WhatsApp"}


def may_hold_offers(text: str, outline: bytes) -> bool:
    """False only where `find_offers` finds nothing."""
    return _LATIN_NAMES.search(outline) is not None or _HAN_NAMES.search(text) is not None


def find_offers(text: str, outline: bytes) -> Iterator[Candidate]:
    """Ids of QQ, WeChat, Telegram and LINE that the text offers as a contact; see the module for what is left out."""
    for match in _OFFER.finditer(text):
        service = next(name for name in _SERVICES if match[name])
        start = match.start("id")
        found = _IDS[service].match(text, start)
        if found is None or _speaks_of_a_person(text, match.start()) or not _is_an_id(found, match, service):
            continue
        value = found.group().rstrip("._-")
        detail = f"The message offers this {_NAMES[service]} id as a contact."
        yield Candidate(IndicatorKind.MESSENGER_OFFER, start, start + len(value), value, service, (), detail)


def _speaks_of_a_person(text: str, start: int) -> bool:
    before = text[max(0, start - _LOOK_BACK) : start]
    return bool(_SPEAKS_OF_A_PERSON.search(before)) and not _ASKS.search(before)


def _is_an_id(found: re.Match[str], offer: re.Match[str], service: str) -> bool:
    value = found.group()
    if len(set(value.lower())) == 1:
        return False  # a blank to fill in: xxxxxxxx
    if found.end() < offer.end("id") and offer["id"][found.end() - found.start()] not in "._-":
        return False  # the run goes on: not an id of this service
    if service == "qq":
        return True
    if _MOBILE.fullmatch(value):
        return False  # a telephone number, and found as one
    marked = any(c.isdigit() or c in "_-" for c in value)
    return marked or bool(re.search(r"[:：=号號@]|id|加", offer["between"], re.IGNORECASE))
