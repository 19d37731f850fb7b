"""Every read of the register: the public list, and the questions "is this official?" and "what does this imitate?"."""

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.db.models import Q, QuerySet

from clearhall.desk.bodies.queries import named
from clearhall.desk.lib.paging import Page, page_of
from clearhall.desk.official.entries import Entry, entry_of, host_of, number_of
from clearhall.desk.official.models import ChannelKind, OfficialChannel, Organisation, RegisterVersion
from clearhall.desk.official.words import imitation_sentence
from clearhall.engine.indicators import Imitation, IndicatorKind, LookAlikes, registrable_domain

_LINKS = frozenset({IndicatorKind.URL, IndicatorKind.DOMAIN})
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class OfficialName:
    """An organisation as it is named to people; `channel` is its website or number as it stands on the register."""

    code: str
    name_zh: str
    name_en: str
    channel: str

    @property
    def name(self) -> str:
        """In the language of the reader."""
        return named(self)


@dataclass(frozen=True, slots=True)
class Imitated:
    """An official name that a link may want to be taken for, the real website, and how, in the reader's language."""

    official: OfficialName
    host: str
    how: str


@dataclass(frozen=True)
class Register:
    """The register as one process remembers it, with the index of look-alike names."""

    version: int
    sites: dict[str, OfficialName]
    phones: dict[str, OfficialName]
    look_alikes: LookAlikes
    by_domain: dict[str, OfficialName]

    def official(self, kind: str, value: str) -> OfficialName | None:
        """Whose official website or number this is: the host itself or one below it, or exactly this number. None: nobody's."""
        if kind in _LINKS:
            labels = host_of(value).split(".")
            hosts = (".".join(labels[at:]) for at in range(len(labels) - 1))
            return next((self.sites[host] for host in hosts if host in self.sites), None)
        return self.phones.get(number_of(value)) if kind == IndicatorKind.PHONE else None

    def imitated(self, kind: str, value: str) -> Imitated | None:
        """The official name that a link is likeliest to imitate; None for what is official, is no link, or is like nothing."""
        if kind not in _LINKS or self.official(kind, value):
            return None
        found: tuple[Imitation, ...] = self.look_alikes.imitated_by(host_of(value), limit=1)
        if not found:
            return None
        host = host_of(value)
        return Imitated(self.by_domain[found[0].name], host, imitation_sentence(found[0].ways))

    @property
    def domains(self) -> frozenset[str]:
        """Registered domains that are official as a whole, so that no link to them says anything of a campaign."""
        return frozenset(host for host in self.sites if registrable_domain(host) == host)


_lock = Lock()
_kept: dict[str, Register] = {}


def register() -> Register:
    """The register as it stands now: one query, and all its rows again only after it was changed.

    While one thread of the process reads a change in, the others answer from what stood before.
    """
    version = RegisterVersion.objects.filter(pk=1).values_list("number", flat=True).first() or 0
    found = _kept.get("register")
    if found is not None and found.version == version:
        return found
    # One thread builds, which takes seconds for 100,000 names; the others go on with the old one, and wait only for the very first.
    if not _lock.acquire(blocking=found is None):
        return found  # type: ignore[return-value]
    try:
        found = _kept.get("register")
        if found is None or found.version != version:
            found = _kept["register"] = _built(version)
        return found
    finally:
        _lock.release()


def forget_register() -> None:
    """Read the register anew at the next question: for tests, where versions go back."""
    with _lock:
        _kept.clear()


def _built(version: int) -> Register:
    sites: dict[str, OfficialName] = {}
    phones: dict[str, OfficialName] = {}
    by_domain: dict[str, OfficialName] = {}
    columns = ("kind", "value", "organisation__code", "organisation__name_zh", "organisation__name_en")
    for kind, value, code, name_zh, name_en in OfficialChannel.objects.order_by("pk").values_list(*columns):
        found = OfficialName(code, name_zh, name_en, value)
        if kind == ChannelKind.PHONE:
            phones[value] = found
            continue
        sites[value] = found
        by_domain.setdefault(registrable_domain(value) or value, found)
    return Register(version, sites, phones, LookAlikes(by_domain), by_domain)


def organisations_page(*, search: str = "", cursor: str | None = None) -> Page[Organisation]:
    """One page of the register by code, with keepers and channels at hand; `search` looks in names and channels.

    Raises:
        Invalid: a damaged cursor.
    """
    return page_of(_found(search.strip()[:LONGEST_SEARCH]), order=["code"], cursor=cursor)


def _found(search: str) -> QuerySet[Organisation]:
    rows = Organisation.objects.select_related("keeper").prefetch_related("channels")
    if not search:
        return rows
    held = OfficialChannel.objects.filter(value__contains=search.lower()).values("organisation")
    return rows.filter(Q(name_zh__icontains=search) | Q(name_en__icontains=search) | Q(pk__in=held))


def find_organisation(code: str) -> Organisation | None:
    return Organisation.objects.select_related("keeper").prefetch_related("channels").filter(code=code).first()


def all_entries() -> Iterator[Entry]:
    rows = Organisation.objects.select_related("keeper").prefetch_related("channels").order_by("code")
    return (entry_of(row) for row in rows.iterator(chunk_size=1_000))


def rows_of(page: Page[Organisation]) -> list[tuple[Any, Entry]]:
    """The organisations of a page with what is said of each."""
    return [(row, entry_of(row)) for row in page.rows]
