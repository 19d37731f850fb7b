"""Links, hosts, IP addresses and e-mail addresses, plain or hidden."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from clearhall.engine.indicators import hosts
from clearhall.engine.indicators.link_words import EVERYDAY, FILES, LEADS
from clearhall.engine.indicators.types import Candidate, Hiding, IndicatorKind
from clearhall.engine.text.lookalikes import latin_lookalikes

# Every repetition is possessive or short, and no attempt starts inside a label: the scan is linear in the text. Patterns
# begin with the class of their first character wherever they can, because the engine of `re` skips to such a character
# four times as fast as it tries a pattern that begins with a group, a look-around or IGNORECASE.
_OTHER_CASE = (  # letters whose other case is among the letters below
    "\u00b5\u0253\u0254\u0256\u0257\u0259\u025b\u0260\u0263\u0268\u0269\u026f\u0272\u0275\u0280\u0283\u0288-\u028c\u0292"
    "\u0345\u1c80-\u1c87\u1e9e\u1fbe\u1fd3\u1fe3\u2126\u212a\u212b\u2c65\u2c66\u2c7e\u2c7f"
)
_ALPHABETS = "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u058f"
_LETTERS = f"A-Za-z0-9_\\-{_ALPHABETS}"
_LINK_LETTERS = _LETTERS + _OTHER_CASE
_OTHER_DOT = r"[。点點]|\s?[\[({（【]\s?(?:\.|。|点|dot)\s?[\])}）】]\s?|\s\.\s?| dot "
_LINK_DOT = r"(?:\.|(?=[。点點\s\[({（【])(?:" + _OTHER_DOT.replace("dot", "(?i:dot)") + "))"
_HOST = rf"[{_LETTERS}]{{1,63}}+(?:(?:\.|{_OTHER_DOT})[{_LETTERS}]{{1,63}}+){{1,20}}"
# What follows the first letter of a scheme, which the pattern before it has read.
_SCHEME = (
    r"(?<=[hHfF])(?:(?<=[hH])(?i:(?:tt|xx|t\*|\*\*|tx|xt)ps?)|(?<=[fF])(?i:tps?))"
    r"\s?(?:\[:\]|\[:(?=//\])|[:：])\[?[/\\]{2}\]?"
)


def _path(letters: str) -> str:
    return (
        "(?::[0-9]{1,5}(?![0-9]))?(?:(?:[/?#]|？(?=[A-Za-z0-9_]{1,20}=))"
        f"(?:[!#$%&()*+,\\-./0-9:;=?@A-Z\\\\^_a-z|~{letters}]"
        "|\\[\\.\\]|？(?=[A-Za-z0-9_]{1,20}=)){0,2000}+)?+"
    )


_PATH = _path(_ALPHABETS)
# A link without scheme has no group `host`: its host begins with the match. It ends where `rest` begins.
_LINK = re.compile(
    rf"[{_LINK_LETTERS}](?:{_SCHEME}(?P<host>[{_LINK_LETTERS}]{{1,63}}+)"
    rf"|(?<![{_LINK_LETTERS}][{_LINK_LETTERS}])[{_LINK_LETTERS}]{{0,62}}+)"
    rf"(?:{_LINK_DOT}[{_LINK_LETTERS}]{{1,63}}+){{1,20}}(?P<rest>{_path(_ALPHABETS + _OTHER_CASE)})"
)
_DOT = re.compile(rf"\.|{_OTHER_DOT}", re.IGNORECASE)
_MAY_HOLD_OTHER_DOT = re.compile(r"[。点點\s\[({（【]")

# Hosts in their own script: any sign that is neither ASCII punctuation nor that of Chinese sentences.
_OWN = "[^\\s\x00-\x2c\x2e\x2f\x3a-\x40\\[-^`{-\x7f。，、；：？！“”‘’（）《》【】…·．]"
_OWN_HOST = re.compile(rf"[hHfF]{_SCHEME}(?P<host>{_OWN}{{1,63}}+(?:[.。]{_OWN}{{1,63}}+){{1,10}})")
_REST = re.compile(_PATH)
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_HAN_HOST = re.compile(
    rf"(?<![{_HAN}A-Za-z0-9])(?P<label>[{_HAN}]{{1,20}}+)\.(?P<end>com|cn|net|org|cc|top|vip|xyz|shop|中国|公司|网络|网址"
    rf"|在线|商城|网店|集团|中文网|我爱你|手机|商标|政务|公益)(?![A-Za-z0-9-])(?P<rest>{_PATH})"
)
_HAN_THEN_DOT = re.compile(rf"\.(?<=[{_HAN}]\.)")
_LONGEST_HAN_LABEL = 20
_LEADS = re.compile("^(?:" + "|".join(sorted(LEADS, key=len, reverse=True)) + ")+(?=.)")

_AT = r"(?:@|\s?[\[({（【]\s?(?:@|at)\s?[\])}）】]\s?| (?:at|AT) |艾特)"
_EMAIL = re.compile(
    rf"[A-Za-z0-9](?<![A-Za-z0-9._%+-][A-Za-z0-9])[A-Za-z0-9._%+-]{{0,63}}+(?P<at>{_AT})(?P<host>{_HOST})"
)
_AT_AS_A_WORD = re.compile(r"[aA][tT](?<=[\[({（【 ]..)[\])}）】 ]")
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
    """A host found in the reading: how many characters it takes, its ASCII name, and how its dots were written; () where all are plain."""

    length: int
    name: str
    spelled: str
    dots: tuple[str, ...]


def may_hold_links(text: str, outline: bytes) -> bool:
    """False only where `find_links` finds nothing."""
    return (
        b"." in outline or "。" in text or "点" in text or "點" in text or b"dot" in outline or outline.count(b":") > 1
    )


def may_hold_emails(text: str, outline: bytes) -> bool:
    """False only where `find_emails` finds nothing."""
    return b"@" in outline or (b"at" in outline and _AT_AS_A_WORD.search(text) is not None) or "艾特" in text


def find_links(text: str, outline: bytes) -> Iterator[Candidate]:
    """URLs, bare hosts and bare IP addresses.

    Without a scheme a name must be convincing: `www.`, a path, or an ending that is not also a word or a file type.
    Chinese text may stand directly before and after. A sentence's closing marks are not part of a link.
    """
    yield from _plain_links(text)
    if not text.isascii():
        yield from _own_script_links(text)
    if text.count(":") > 2 or "::1" in text:
        yield from _ipv6_addresses(text)


def _plain_links(text: str) -> Iterator[Candidate]:
    at = 0
    while match := _LINK.search(text, at):
        start, end = match.span()
        begin, stop = match.start("host"), match.start("rest")
        if begin < 0:
            begin = start
        host = _host_in(text[begin:stop])
        at = end
        if host is None:
            continue
        if host.length == stop - begin:
            found = _candidate(text, start, begin, host, text[stop:end])
        else:
            at = begin + host.length
            found = _candidate(text, start, begin, host, "")
        if found is not None:
            yield found


@lru_cache(maxsize=4_096)  # a campaign names the same host a thousand times
def _host_in(written: str) -> _Host | None:
    """The host that `written` holds, shortened where its dots show that a sentence ended inside."""
    if _MAY_HOLD_OTHER_DOT.search(written):
        return _oddly_written_host_in(written)
    name = hosts.known_host(written)
    if name is not None:
        return _Host(len(written), name, written, ())
    labels = written.split(".")
    for count in range(len(labels) - 1, 1, -1):
        if labels[count][:1].isupper():  # a sentence began without its space
            spelled = ".".join(labels[:count])
            name = hosts.known_host(spelled)
            if name is not None:
                return _Host(len(spelled), name, spelled, ())
    return None


def _oddly_written_host_in(written: str) -> _Host | None:
    breaks = list(_DOT.finditer(written))
    dots = [_dot_form(match.group()) for match in breaks]
    labels = _DOT.split(written)
    count = _labels_before_sentence_end(labels, dots) if len(dots) > 1 or dots[0] != "." else 2
    spelled = ".".join(labels[:count])
    name = hosts.known_host(spelled)
    if name is None:
        return None
    end = breaks[count - 1].start() if count < len(labels) else len(written)
    return _Host(end, name, spelled, tuple(dots[: count - 1]))


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
    return hosts.known_host(".".join(labels)) is not None


def _candidate(text: str, start: int, begin: int, host: _Host, rest: str) -> Candidate | None:
    """The link that starts at `start`, with or without a scheme before its host at `begin`; None where it is none."""
    scheme, end = text[start:begin], begin + host.length
    address = hosts.is_ipv4(host.name)
    if rest:
        after = end + len(rest)
        rest = _without_sentence_end(rest, host.name, text[after : after + 3])
    if not scheme and text[start - 1 : start] == "@":  # the host of a mailbox: an e-mail address, or a person's
        return None
    if not scheme and not (
        _is_address(text, start, end, host.name) if address else _is_convincing(text, start, host, rest)
    ):
        return None
    end += len(rest)
    hidden = _hiding_of_dots(host.dots) if host.dots else set()
    tidy, is_defanged = _tidied(scheme)
    if is_defanged:
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


@lru_cache(maxsize=256)
def _tidied(scheme: str) -> tuple[str, bool]:
    """The scheme with its colon and slashes as it should be written, and whether it was written to be unclickable."""
    tidy = scheme.replace(" ", "").replace("[", "").replace("]", "").replace("：", ":").replace("\\", "/").lower()
    name, mark, _ = tidy.partition("://")
    if mark and name not in ("http", "https", "ftp", "ftps"):
        return ("https" if name.endswith("s") else "http") + "://", True
    return tidy, tidy != scheme.lower()


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
    if last in EVERYDAY or _looks_made_up(spelled[:-1]) or not _is_amid_latin(text, start, start + host.length):
        return True
    return _POINTS_THERE.search(text[max(0, start - 12) : start]) is not None


def _looks_made_up(labels: list[str]) -> bool:
    """Words of a sentence seldom hold digits or hyphens."""
    return any(c.isdigit() or c == "-" for label in labels for c in label)


def _is_amid_latin(text: str, start: int, end: int) -> bool:
    """Whether the text beside is prose in Latin letters: only there does a full stop without its space join words."""
    beside = text[max(0, start - _BESIDE) : start] + text[end : end + _BESIDE]
    return bool(beside.strip()) and beside.isascii()


def _is_address(text: str, start: int, end: int, name: str) -> bool:
    if name.startswith(("0.", "255.")):
        return False
    return not _VERSION_BEFORE.search(text[max(0, start - 12) : start]) and not _SECTION_AFTER.match(text, end)


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
    if "//" in text or "\\" in text:
        yield from _own_script_urls(text)
    dot = _HAN_THEN_DOT.search(text)
    if dot is not None:
        yield from _han_hosts(text, max(0, dot.start() - _LONGEST_HAN_LABEL))


def _own_script_urls(text: str) -> Iterator[Candidate]:
    for match in _OWN_HOST.finditer(text):
        head, _, last = match["host"].rpartition(".")
        if last[:1].isascii() and head.isascii():  # an ASCII name before a sentence: found as a plain link
            continue
        spelled = _cut_after_top_level(match["host"])
        name = hosts.ascii_host(spelled.replace("。", ".")) if spelled and not spelled.isascii() else None
        if spelled and name and hosts.is_domain(name):
            begin = match.start("host")
            end = begin + len(spelled)
            rest = _REST.match(text, end) if end == match.end("host") else None
            host = _Host(len(spelled), name, spelled, ())
            found = _candidate(text, match.start(), begin, host, rest.group() if rest else "")
            if found is not None:
                yield found


def _han_hosts(text: str, start: int) -> Iterator[Candidate]:
    for match in _HAN_HOST.finditer(text, start):
        label = _LEADS.sub("", match["label"])
        start = match.end("label") - len(label)
        spelled = f"{label}.{match['end']}"
        name = hosts.ascii_host(spelled)
        if name and hosts.is_domain(name):
            host = _Host(len(spelled), name, spelled, ())
            rest_text = _without_sentence_end(match["rest"], name, text[match.end() :][:3])
            hidden = {Hiding.NO_SCHEME}
            detail = _says_of_host(host, hidden)
            kind = IndicatorKind.URL if rest_text else IndicatorKind.DOMAIN
            yield Candidate(kind, start, match.end("end") + len(rest_text), name + rest_text, "", tuple(hidden), detail)


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


def find_emails(text: str, outline: bytes) -> Iterator[Candidate]:
    """E-mail addresses, also with the at sign or the dots hidden.

    Not those of a mail's From, To and Cc lines, nor "my e-mail": they are of persons (charter, limit R1). A bare word
    `at` counts only after a name with a digit in it, or where the text asks to write there: people also meet at
    places.
    """
    at = 0
    while match := _EMAIL.search(text, at):
        host, sign = _host_in(match["host"]), match["at"]
        if host is None or not _is_mailbox(text, match, host):
            at = match.start("host")
            continue
        at = match.start("host") + host.length
        hidden = _hiding_of_dots(host.dots)
        if sign != "@":
            hidden.add(Hiding.DEFANGED if "@" in sign else Hiding.OBFUSCATED)
        value = f"{text[match.start() : match.start('at')]}@{host.name}"
        detail = f"An e-mail address at {host.name}."
        yield Candidate(IndicatorKind.EMAIL, match.start(), at, value, "", tuple(hidden), detail)


def _is_mailbox(text: str, match: re.Match[str], host: _Host) -> bool:
    local = text[match.start() : match.start("at")]
    if local[-1] == ".":
        return False
    if _OF_A_PERSON.search(text[max(0, match.start() - _HEADER_LOOK_BACK) : match.start()]):
        return False
    if match["at"].strip().lower() != "at":
        return True
    if host.name.rpartition(".")[2] not in EVERYDAY:
        return False
    return any(c.isdigit() or c in "._" for c in local) or bool(
        _ASKS_TO_WRITE.search(text[max(0, match.start() - 12) : match.start()])
    )
