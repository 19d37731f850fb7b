"""One entry of the register as it is typed or stands in a file, checked and brought into normal form. No database here."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from clearhall.desk.lib.csv_rows import read_rows, safe_cell
from clearhall.desk.lib.errors import DeskError, Invalid
from clearhall.desk.lib.limits import limit
from clearhall.desk.official.models import ChannelKind, Organisation
from clearhall.engine.indicators import IndicatorKind, extract, registrable_domain

CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,59}")
COLUMNS = ("code", "keeper", "name_zh", "name_en", "sites", "phones")
_SHORTEST_NUMBER, _LONGEST_NUMBER = 3, 20  # digits: 110 to an international number with extension
_BETWEEN = re.compile(r"[\s,;，；、]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the register says of one organisation. Sites are hosts in ASCII, numbers digits; both in order, none twice."""

    code: str
    keeper: str
    name_zh: str
    name_en: str
    sites: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


def entry(code: str, *, keeper: str, name_zh: str, name_en: str, sites: str = "", phones: str = "") -> Entry:
    """The entry in normal form.

    Args:
        keeper: code of a body.
        sites: hosts or links, one a line or separated by commas or spaces.
        phones: numbers, one a line or separated by commas; spaces and hyphens inside a number are fine.

    Raises:
        Invalid: names the field and what is wrong with it.
    """
    if not CODE.fullmatch(code):
        raise Invalid(_("A code has 2 to 60 small letters, digits and hyphens."), field="code")
    names = {"name_zh": name_zh.strip(), "name_en": name_en.strip()}
    for field, name in names.items():
        if not 1 <= len(name) <= 200:
            raise Invalid(_("A name has 1 to 200 characters."), field=field)
    hosts = tuple(dict.fromkeys(_site(one) for one in _BETWEEN.split(sites.strip()) if one))
    numbers = tuple(dict.fromkeys(_phone(one) for one in re.split(r"[\n\r,;，；、]+", phones) if one.strip()))
    if not hosts and not numbers:
        raise Invalid(_("Please give at least one website or telephone number."), field="sites")
    if len(hosts) + len(numbers) > limit("official_channels"):
        raise Invalid(
            _("An organisation has %(most)s websites and numbers at most.") % {"most": limit("official_channels")},
            field="sites",
        )
    return Entry(code, keeper, names["name_zh"], names["name_en"], hosts, numbers)


def entry_of(row: Organisation) -> Entry:
    """What the register says of an organisation, as a form or a file has it."""
    held: dict[str, list[str]] = {kind: [] for kind in ChannelKind.values}
    for one in sorted(row.channels.all(), key=lambda one: one.pk):
        held[one.kind].append(one.value)
    sites, phones = tuple(held[ChannelKind.SITE]), tuple(held[ChannelKind.PHONE])
    return Entry(row.code, row.keeper.code, row.name_zh, row.name_en, sites, phones)


def host_of(link: str) -> str:
    """The host of a link or host in lower-case ASCII, without www.; "" where there is none."""
    try:
        host = urlsplit(link if "://" in link else f"//{link}").hostname or ""
    except ValueError:
        return ""
    if not host.isascii():
        found = next((one.value for one in extract(host) if one.kind in (IndicatorKind.DOMAIN, IndicatorKind.URL)), "")
        return host_of(found) if found else ""
    return host.rstrip(".").removeprefix("www.")


def number_of(typed: str) -> str:
    """A telephone number as the engine writes it, or its digits where it takes it for none (110, 12345); "" without digits."""
    found = [one.value for one in extract(typed) if one.kind == IndicatorKind.PHONE]
    return re.sub(r"[^\d+]", "", found[0] if len(found) == 1 else typed)


def _site(typed: str) -> str:
    host = host_of(typed)
    if not host or len(host) > 253 or registrable_domain(host) is None:
        raise Invalid(_("“%(site)s” is no website: write it like bank.example.") % {"site": typed[:80]}, field="sites")
    return host


def _phone(typed: str) -> str:
    number = number_of(typed)
    digits = len(number.lstrip("+"))
    if not _SHORTEST_NUMBER <= digits <= _LONGEST_NUMBER or re.search(r"[^\d\s+()./-]", typed.strip()):
        raise Invalid(_("“%(number)s” is no telephone number.") % {"number": typed.strip()[:80]}, field="phones")
    return number


def read_entries(content: bytes) -> Iterator[tuple[int, Entry | DeskError]]:
    """The entries of a CSV file with their lines; a row that cannot be taken comes as the error that says why.

    Columns by name in any order: code, keeper (code of a body), name_zh, name_en, sites, phones (several separated by spaces, for
    numbers by semicolons). Others are left alone.

    Raises:
        Invalid: the file as a whole cannot be read (see `lib.csv_rows.read_rows`).
    """
    rows = read_rows(content, needed=COLUMNS, most_bytes=limit("register_file"), most_rows=limit("register_rows"))
    seen: set[str] = set()
    for line, values in rows:
        text = {name: str(values.get(name) or "").strip().lstrip("'") for name in COLUMNS}
        try:
            found = entry(text.pop("code"), **text)
            if found.code in seen:
                raise Invalid(_("This code stands in the file twice."), field="code")
            seen.add(found.code)
            yield line, found
        except DeskError as error:
            yield line, error


def write_entries(entries: Iterable[Entry]) -> str:
    """The same columns for entries of the register, as `read_entries` takes them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in entries:
        cells: Sequence[str] = (
            one.code,
            one.keeper,
            one.name_zh,
            one.name_en,
            " ".join(one.sites),
            "; ".join(one.phones),
        )
        writer.writerow(map(safe_cell, cells))
    return out.getvalue()
