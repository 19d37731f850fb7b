"""Links, hosts, IP addresses and e-mail addresses, plain or hidden."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from clearhall.engine.indicators import hosts
from clearhall.engine.indicators.link_words import EVERYDAY, FILES, LEADS
from clearhall.engine.indicators.types import Candidate, Hiding, IndicatorKind
from clearhall.engine.text.lookalikes import latin_lookalikes

# Every repetition is possessive or short, and no attempt starts inside a label: the scan is linear in the text.
_LETTERS = "A-Za-z0-9_\\-\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u058f"
_LABEL = f"[{_LETTERS}]{{1,63}}+"
_PLAIN_DOT = r"\."
_OTHER_DOT = r"[。点點]|\s?[\[({（【]\s?(?:\.|。|点|dot)\s?[\])}）】]\s?|\s\.\s?| dot "
_HOST = rf"{_LABEL}(?:(?:{_PLAIN_DOT}|{_OTHER_DOT}){_LABEL}){{1,20}}"
_SCHEME = r"(?:h(?:tt|xx|t\*|\*\*|tx|xt)ps?|ftps?)\s?(?:\[:\]|\[:(?=//\])|[:：])\[?[/\\]{2}\]?"
_PATH = (
    "(?::[0-9]{1,5}(?![0-9]))?(?:(?:[/?#]|？(?=[A-Za-z0-9_]{1,20}=))"
    "(?:[!#$%&()*+,\\-./0-9:;=?@A-Z\\\\^_a-z|~\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u058f]"
    "|\\[\\.\\]|？(?=[A-Za-z0-9_]{1,20}=)){0,2000}+)?+"
)
_LINK = re.compile(
    rf"(?:(?P<scheme>{_SCHEME})|(?<![{_LETTERS}]))"
    rf"(?P<host>{_HOST})(?P<rest>{_PATH})",
    re.IGNORECASE,
)
_DOT = re.compile(f"{_PLAIN_DOT}|{_OTHER_DOT}", re.IGNORECASE)
_MAY_HOLD_LINK = re.compile(r"[.。点點]|dot", re.IGNORECASE)

# Hosts in their own script: any sign that is neither ASCII punctuation nor that of Chinese sentences.
_OWN = "[^\\s\x00-\x2c\x2e\x2f\x3a-\x40\\[-^`{-\x7f。，、；：？！“”‘’（）《》【】…·．]"
_OWN_HOST = re.compile(
    rf"(?P<scheme>{_SCHEME})(?P<host>{_OWN}{{1,63}}+(?:[.。]{_OWN}{{1,63}}+){{1,10}})", re.IGNORECASE
)
_REST = re.compile(_PATH)
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_HAN_HOST = re.compile(
    rf"(?<![{_HAN}A-Za-z0-9])(?P<label>[{_HAN}]{{1,20}}+)\.(?P<end>com|cn|net|org|cc|top|vip|xyz|shop|中国|公司|网络|网址"
    rf"|在线|商城|网店|集团|中文网|我爱你|手机|商标|政务|公益)(?![A-Za-z0-9-])(?P<rest>{_PATH})"
)
_LEADS = re.compile("^(?:" + "|".join(sorted(LEADS, key=len, reverse=True)) + ")+(?=.)")

_AT = r"(?:@|\s?[\[({（【]\s?(?:@|at)\s?[\])}）】]\s?| (?:at|AT) |艾特)"
_EMAIL = re.compile(
    rf"(?<![A-Za-z0-9._%+-])(?P<local>[A-Za-z0-9][A-Za-z0-9._%+-]{{0,63}}+)(?P<at>{_AT})(?P<host>{_HOST})"
)
_MAY_HOLD_EMAIL = re.compile(r"@|[\[({（【 ]at[\])}）】 ]|艾特", re.IGNORECASE)
_ASKS_TO_WRITE = re.compile(r"(?:mail|邮箱|邮件|信箱|联系|contact|write to|详询|咨询)[\s:：]*$", re.IGNORECASE)

# Charter, limit R1: the mailbox of who wrote, got or reports a mail is a person's. Its header lines and "my e-mail".
_OF_A_PERSON = re.compile(
    r"(?:(?:^|\n)[ >*]{0,4}(?:from|to|b?cc|reply-to|delivered-to|[发寄收]件人|抄送)\*{0,2}[ ]?[:：][^\n]{0,80}"
    r"|(?:我的?|本人的?|\bmy|\bvictim'?s?|\breporter'?s?)\s?(?:e-?mail|邮箱|信箱)(?: address)?"
    r"(?:\s?(?:is|是|[:：]))?\s*)$",
    re.IGNORECASE,
)
_HEADER_LOOK_BACK = 100

_IPV6 = re.compile(r"(?<![\w:.])(?=[0-9A-Fa-f:]{3})[0-9A-Fa-f]{0,4}+(?::[0-9A-Fa-f]{0,4}+){2,7}(?![\w:])")
_VERSION_BEFORE = re.compile(
    r"(?:版本|版本号|升级到|version|ver|第|rev|release|build|条款|章节|v)[.:：\s]{0,2}$", re.IGNORECASE
)
_SECTION_AFTER = re.compile(r"\s?(?:条|章|节|款|版|版本)")
_POINTS_THERE = re.compile(r"\b(?:visit|via|link|website|site|url)[\s:]{1,3}$", re.IGNORECASE)
_BESIDE = 6  # characters on each side that show in which script the sentence is written
_SHORT_SLUG = re.compile(r"/[A-Za-z0-9]+")
_DEFANGED_DOT = re.compile(r"[\[({（【][.。][\])}）】]")


class _Host(NamedTuple):
    """A host found in the reading: where it ends, its ASCII name, and how its dots were written."""

    end: int
    name: str
    spelled: str
    dots: tuple[str, ...]


def find_links(text: str) -> Iterator[Candidate]:
    """URLs, bare hosts and bare IP addresses.

    Without a scheme a name must be convincing: `www.`, a path, or an ending that is not also a word or a file type.
    Chinese text may stand directly before and after. A sentence's closing marks are not part of a link.
    """
    if _MAY_HOLD_LINK.search(text):
        yield from _plain_links(text)
        if not text.isascii():
            yield from _own_script_links(text)
    if text.count(":") > 1:
        yield from _ipv6_addresses(text)


def _plain_links(text: str) -> Iterator[Candidate]:
    at = 0
    while match := _LINK.search(text, at):
        host = _host_in(match["host"], match.start("host"))
        whole = host is not None and host.end == match.end("host")
        at = max(host.end if host and not whole else match.end(), match.start() + 1)
        if host is not None:
            found = _candidate(text, match.start(), host, match["scheme"] or "", match["rest"] if whole else "")
            if found is not None:
                yield found


def _host_in(written: str, start: int) -> _Host | None:
    """The host that `written` holds, shortened where its dots show that a sentence ended inside."""
    breaks = list(_DOT.finditer(written))
    dots = [_dot_form(match.group()) for match in breaks]
    labels = _DOT.split(written)
    count = _labels_before_sentence_end(labels, dots) if len(dots) > 1 or dots[0] != "." else 2
    name = hosts.ascii_host(".".join(labels[:count]))
    if name is None or not (hosts.is_domain(name) or hosts.is_ipv4(name)):
        return None
    end = breaks[count - 1].start() if count < len(labels) else len(written)
    return _Host(start + end, name, ".".join(labels[:count]), tuple(dots[: count - 1]))


def _dot_form(written: str) -> str:
    """One form for each way of writing a dot: `[.]` with or without spaces inside, ` . ` for all spaced ones."""
    bare = written.replace(" ", "")
    return " . " if bare == "." and len(written) > 1 else bare.lower()


def _labels_before_sentence_end(labels: list[str], dots: list[str]) -> int:
    """How many labels belong to the host.

    A host writes its dots one way: in `a.example。t` the second one ends the sentence, because what stands before it is
    a name already. `www。a.example` goes on, because www alone is none.
    """
    for at in range(1, len(dots)):
        # `example` before another dot is the second-level name of examples (example.com), seldom a name's end.
        if dots[at] != dots[at - 1] and labels[at] not in hosts.RESERVED and _is_name(labels[: at + 1]):
            return at + 1
    if not _is_name(labels):
        for count in range(len(labels) - 1, 1, -1):
            if (dots[count - 1] != "." or labels[count][:1].isupper()) and _is_name(labels[:count]):
                return count
    return len(labels)


def _is_name(labels: list[str]) -> bool:
    name = hosts.ascii_host(".".join(labels))
    return name is not None and (hosts.is_domain(name) or hosts.is_ipv4(name))


def _candidate(text: str, start: int, host: _Host, scheme: str, rest: str) -> Candidate | None:
    address = hosts.is_ipv4(host.name)
    rest = _without_sentence_end(rest, host.name, text[host.end + len(rest) :][:3])
    if not scheme and text[start - 1 : start] == "@":  # the host of a mailbox: an e-mail address, or a person's
        return None
    if not scheme and not (_is_address(text, start, host) if address else _is_convincing(text, start, host, rest)):
        return None
    end = host.end + len(rest)
    hidden = _hiding_of_dots(host.dots)
    tidy = scheme.replace(" ", "").replace("[", "").replace("]", "").replace("：", ":").replace("\\", "/").lower()
    name, mark, _ = tidy.partition("://")
    if mark and name not in ("http", "https", "ftp", "ftps"):
        hidden.add(Hiding.DEFANGED)
        tidy = ("https" if name.endswith("s") else "http") + "://"
    elif scheme and tidy != scheme.lower():
        hidden.add(Hiding.DEFANGED)
    if "[.]" in rest:
        hidden.add(Hiding.DEFANGED)
        rest = rest.replace("[.]", ".")
    kind = IndicatorKind.URL
    if not scheme:
        hidden.add(Hiding.NO_SCHEME)
        if not rest:
            kind = IndicatorKind.IP if address else IndicatorKind.DOMAIN
            if address:
                hidden.discard(Hiding.NO_SCHEME)
    detail = _says_of_host(host, hidden)
    value = tidy + host.name + rest.replace("？", "?")
    return Candidate(kind, start, end, value, "ipv4" if kind is IndicatorKind.IP else "", tuple(hidden), detail)


def _is_convincing(text: str, start: int, host: _Host, rest: str) -> bool:
    labels, spelled = host.name.split("."), host.spelled.split(".")
    last = labels[-1]
    if labels[0] == "www" and len(labels) > 2:
        return True
    if "点" in host.dots and labels[0].isdigit() and len(labels[0]) < 3:  # a time of day
        return False
    if last in FILES:
        return len(labels) > 2
    if len(rest) > 1 and rest[0] == "/":
        return True
    if len(labels) == 2 and labels[0].isdigit() and len(labels[0]) < 3:  # numbered: `1.so`
        return False
    if spelled[-1][:1].isupper() and not spelled[0].isupper():  # a sentence began without its space
        return False
    if last in EVERYDAY or _looks_made_up(spelled[:-1]) or not _is_amid_latin(text, start, host.end):
        return True
    return _POINTS_THERE.search(text[max(0, start - 12) : start]) is not None


def _looks_made_up(labels: list[str]) -> bool:
    """Words of a sentence seldom hold digits or hyphens."""
    return any(c.isdigit() or c == "-" for label in labels for c in label)


def _is_amid_latin(text: str, start: int, end: int) -> bool:
    """Whether the text beside is prose in Latin letters: only there does a full stop without its space join words."""
    beside = text[max(0, start - _BESIDE) : start] + text[end : end + _BESIDE]
    return bool(beside.strip()) and beside.isascii()


def _is_address(text: str, start: int, host: _Host) -> bool:
    if host.name.startswith(("0.", "255.")):
        return False
    return not _VERSION_BEFORE.search(text[max(0, start - 12) : start]) and not _SECTION_AFTER.match(text, host.end)


def _hiding_of_dots(dots: tuple[str, ...]) -> set[Hiding]:
    hidden = set()
    for dot in set(dots) - {"."}:
        if _DEFANGED_DOT.fullmatch(dot):
            hidden.add(Hiding.DEFANGED)
        elif dot == " . ":
            hidden.add(Hiding.SPACED)
        else:
            hidden.add(Hiding.OBFUSCATED)
    return hidden


def _says_of_host(host: _Host, hidden: set[Hiding]) -> str:
    if "xn--" not in host.name:
        return f"Leads to {host.name}."
    hidden.add(Hiding.IDN)
    spelled = hosts.unicode_host(host.name)
    latin = "".join(latin_lookalikes().get(letter, letter) for letter in spelled)
    if latin != spelled and latin.isascii():
        hidden.add(Hiding.CONFUSABLE)
        return f"Leads to {host.name}, which is drawn as {spelled} and reads like {latin}."
    return f"Leads to {host.name}, which is drawn as {spelled}."


def _without_sentence_end(rest: str, host: str, after: str) -> str:
    if host == "t.co":  # its slugs are letters and digits; what follows belongs to the sentence
        slug = _SHORT_SLUG.match(rest)
        return slug.group() if slug else ""
    if rest[-1:] == "?" and not after.lstrip()[:1].isascii():  # a Chinese sentence asks with its own sign
        return rest
    while rest and (rest[-1] in ".,;:!'?(" or (rest[-1] == ")" and rest.count(")") > rest.count("("))):
        rest = rest[:-1]
    return rest


def _own_script_links(text: str) -> Iterator[Candidate]:
    for match in _OWN_HOST.finditer(text):
        spelled = _cut_after_top_level(match["host"])
        name = hosts.ascii_host(spelled.replace("。", ".")) if spelled and not spelled.isascii() else None
        if spelled and name and hosts.is_domain(name):
            end = match.start("host") + len(spelled)
            rest = _REST.match(text, end) if end == match.end("host") else None
            host = _Host(end, name, spelled, ())
            found = _candidate(text, match.start(), host, match["scheme"], rest.group() if rest else "")
            if found is not None:
                yield found
    for match in _HAN_HOST.finditer(text):
        label = _LEADS.sub("", match["label"])
        start = match.end("label") - len(label)
        spelled = f"{label}.{match['end']}"
        name = hosts.ascii_host(spelled)
        if name and hosts.is_domain(name):
            host = _Host(match.end("end"), name, spelled, ())
            rest_text = _without_sentence_end(match["rest"], name, text[match.end() :][:3])
            hidden = {Hiding.NO_SCHEME}
            detail = _says_of_host(host, hidden)
            kind = IndicatorKind.URL if rest_text else IndicatorKind.DOMAIN
            yield Candidate(kind, start, host.end + len(rest_text), name + rest_text, "", tuple(hidden), detail)


def _cut_after_top_level(written: str) -> str | None:
    """The host without the sentence that follows it: `例子.中国点击领取` → `例子.中国`."""
    head, _, last = written.rpartition(".")
    if not head:
        return None
    latin = re.match(r"[A-Za-z0-9-]+", last)
    if latin:
        return f"{head}.{latin.group()}" if latin.end() == len(last) or not last[latin.end()].isascii() else None
    names = hosts.top_level_names()
    return next((f"{head}.{last[:n]}" for n in range(len(last), 0, -1) if last[:n].lower() in names), None)


def _ipv6_addresses(text: str) -> Iterator[Candidate]:
    for match in _IPV6.finditer(text):
        surface = match.group()
        if (
            (surface == "::1" or surface.count(":") > 2)
            and any(c.isdigit() for c in surface)
            and hosts.is_ipv6(surface)
        ):
            value, detail = surface.lower(), "An IPv6 address."
            yield Candidate(IndicatorKind.IP, match.start(), match.end(), value, "ipv6", (), detail)


def find_emails(text: str) -> Iterator[Candidate]:
    """E-mail addresses, also with the at sign or the dots hidden.

    Not those of a mail's From, To and Cc lines, nor "my e-mail": they are of persons (charter, limit R1). A bare word
    `at` counts only after a name with a digit in it, or where the text asks to write there: people also meet at
    places.
    """
    if not _MAY_HOLD_EMAIL.search(text):
        return
    at = 0
    while match := _EMAIL.search(text, at):
        host, sign = _host_in(match["host"], match.start("host")), match["at"]
        if host is None or not _is_mailbox(text, match, host):
            at = match.start("host")
            continue
        at = host.end
        hidden = _hiding_of_dots(host.dots)
        if sign != "@":
            hidden.add(Hiding.DEFANGED if "@" in sign else Hiding.OBFUSCATED)
        value = f"{match['local']}@{host.name}"
        detail = f"An e-mail address at {host.name}."
        yield Candidate(IndicatorKind.EMAIL, match.start(), host.end, value, "", tuple(hidden), detail)


def _is_mailbox(text: str, match: re.Match[str], host: _Host) -> bool:
    if match["local"][-1] == ".":
        return False
    if _OF_A_PERSON.search(text[max(0, match.start() - _HEADER_LOOK_BACK) : match.start()]):
        return False
    if match["at"].strip().lower() != "at":
        return True
    if host.name.rpartition(".")[2] not in EVERYDAY:
        return False
    return any(c.isdigit() or c in "._" for c in match["local"]) or bool(
        _ASKS_TO_WRITE.search(text[max(0, match.start() - 12) : match.start()])
    )
