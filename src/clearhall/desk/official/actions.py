"""Every write of the register. Each counts its version up, so that every process reads it anew."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from clearhall.desk.bodies.queries import tree
from clearhall.desk.ledger.actions import Record, record_many
from clearhall.desk.lib.actors import Actor
from clearhall.desk.lib.errors import DeskError
from clearhall.desk.official.access import may_manage, organisation_for_update
from clearhall.desk.official.entries import Entry, entry_of
from clearhall.desk.official.errors import ChannelTaken, CodeTaken, KeeperUnknown, OrganisationNotFound, RegisterRefused
from clearhall.desk.official.events import OfficialEvent
from clearhall.desk.official.models import ChannelKind, OfficialChannel, Organisation, RegisterVersion

_MOST_VALUES = 5_000  # in one statement
_LogRow = tuple[OfficialEvent, str, dict[str, Any], dict[str, Any]]  # event, code, before, after


@dataclass(frozen=True, slots=True)
class RegisterImport:
    """What an import did: codes of the organisations it added, changed, and found as they were."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


@transaction.atomic
def add_organisation(entry: Entry, *, actor: Actor, at: datetime) -> None:
    """Put an organisation on the register.

    Raises:
        CodeTaken, ChannelTaken, KeeperUnknown: nothing was added.
    """
    _hold()
    if Organisation.objects.filter(code=entry.code).exists():
        raise CodeTaken(field="code")
    _write_one(entry, actor=actor, at=at)


@transaction.atomic
def change_organisation(entry: Entry, *, actor: Actor, at: datetime) -> None:
    """Let the register say of the organisation with this code what `entry` says; its old keeper and its new one must be the actor's.

    Raises:
        OrganisationNotFound: see `access.organisation_for_update`.
        ChannelTaken, KeeperUnknown: nothing was changed.
    """
    _hold()
    organisation_for_update(entry.code, actor=actor)
    _write_one(entry, actor=actor, at=at)


@transaction.atomic
def remove_organisation(code: str, *, actor: Actor, at: datetime) -> None:
    """Take an organisation off the register; the log keeps what was said of it. Raises OrganisationNotFound."""
    _hold()
    found = organisation_for_update(code, actor=actor)
    before = _facts(entry_of(found))
    found.delete()
    _record([(OfficialEvent.REMOVED, code, before, {})], actor=actor, at=at)


class _OnlyLooking(Exception):
    """Rolls a dry run back."""


def import_register(
    rows: Iterable[tuple[int, Entry | DeskError]], *, is_dry_run: bool = False, actor: Actor, at: datetime
) -> RegisterImport:
    """Add and change organisations as a file says, all or none. Those that the file does not name stay as they are.

    Args:
        rows: as `entries.read_entries` gives them.

    Raises:
        RegisterRefused: lists the rows that cannot be taken; nothing was changed.
        Invalid: the file as a whole cannot be read.
    """
    done: RegisterImport | None = None
    try:
        with transaction.atomic():
            _hold()
            done = _import(list(rows), actor=actor, at=at)
            if is_dry_run:
                raise _OnlyLooking
    except _OnlyLooking:
        pass
    assert done is not None
    return done


def _import(rows: list[tuple[int, Entry | DeskError]], *, actor: Actor, at: datetime) -> RegisterImport:
    entries = {line: one for line, one in rows if isinstance(one, Entry)}
    faults: list[tuple[int, DeskError]] = [(line, one) for line, one in rows if isinstance(one, DeskError)]
    standing = _standing([one.code for one in entries.values()])
    keepers = _keepers()
    faults += _faults(entries, standing, keepers, actor=actor)
    if faults:
        raise RegisterRefused(sorted(faults, key=lambda one: one[0]))
    before = {code: entry_of(row) for code, row in standing.items()}
    added = [one for one in entries.values() if one.code not in before]
    changed = [one for one in entries.values() if one.code in before and before[one.code] != one]
    _write(added, changed, standing, keepers, at=at)
    log: list[_LogRow] = [(OfficialEvent.ADDED, one.code, {}, _facts(one)) for one in added]
    log += [(OfficialEvent.CHANGED, one.code, _facts(before[one.code]), _facts(one)) for one in changed]
    _record(log, actor=actor, at=at)
    touched = {one.code for one in (*added, *changed)}
    same = tuple(one.code for one in entries.values() if one.code not in touched)
    return RegisterImport(tuple(one.code for one in added), tuple(one.code for one in changed), same)


def _write_one(entry: Entry, *, actor: Actor, at: datetime) -> None:
    try:
        _import([(0, entry)], actor=actor, at=at)
    except RegisterRefused as refused:
        raise refused.faults[0][1] from None


def _faults(
    entries: Mapping[int, Entry], standing: Mapping[str, Organisation], keepers: Mapping[str, int], *, actor: Actor
) -> Iterator[tuple[int, DeskError]]:
    """What the tables say against the rows: keepers that are not the actor's, and channels that somebody else holds."""
    holders = _holders(entries.values())
    for line, one in entries.items():
        row = standing.get(one.code)
        if row is not None and not may_manage(actor, row.keeper_id):
            yield line, OrganisationNotFound(field="code")
        elif one.keeper not in keepers or not may_manage(actor, keepers[one.keeper]):
            yield line, KeeperUnknown(field="keeper")
        for kind, value in _channels(one):
            holder = holders.setdefault((kind, value), one.code)
            if holder != one.code:
                said = _("%(channel)s stands on the register already, for %(code)s.") % {
                    "channel": value,
                    "code": holder,
                }
                yield line, ChannelTaken(said, field="sites" if kind == ChannelKind.SITE else "phones")


def _holders(entries: Iterable[Entry]) -> dict[tuple[str, str], str]:
    """Who holds the channels that the entries name: organisations that are not among them, which would give theirs up."""
    named = list(entries)
    codes = {one.code for one in named}
    found: dict[tuple[str, str], str] = {}
    for some in _parts(value for one in named for _kind, value in _channels(one)):
        rows = OfficialChannel.objects.filter(value__in=some).values_list("kind", "value", "organisation__code")
        found |= {(kind, value): code for kind, value, code in rows if code not in codes}
    return found


def _write(
    added: Sequence[Entry],
    changed: Sequence[Entry],
    standing: Mapping[str, Organisation],
    keepers: Mapping[str, int],
    *,
    at: datetime,
) -> None:
    rows = []
    for one in (*added, *changed):
        row = standing.get(one.code) or Organisation(code=one.code)
        row.keeper_id, row.name_zh, row.name_en, row.changed_at = keepers[one.keeper], one.name_zh, one.name_en, at
        rows.append(row)
    Organisation.objects.bulk_create(rows[: len(added)], batch_size=1_000)
    Organisation.objects.bulk_update(rows[len(added) :], ["keeper", "name_zh", "name_en", "changed_at"], batch_size=500)
    for some in _parts(row.pk for row in rows[len(added) :]):
        OfficialChannel.objects.filter(organisation__in=some).delete()
    OfficialChannel.objects.bulk_create(
        (
            OfficialChannel(organisation=row, kind=kind, value=value)
            for row, one in zip(rows, (*added, *changed), strict=True)
            for kind, value in _channels(one)
        ),
        batch_size=2_000,
    )


def _hold() -> None:
    """Let one change of the register follow the other, and count it."""
    RegisterVersion.objects.get_or_create(pk=1)
    RegisterVersion.objects.filter(pk=1).update(number=F("number") + 1)


def _standing(codes: Iterable[str]) -> dict[str, Organisation]:
    found: dict[str, Organisation] = {}
    for some in _parts(codes):
        rows = (
            Organisation.objects.select_for_update(of=("self",)).select_related("keeper").prefetch_related("channels")
        )
        found |= {row.code: row for row in rows.filter(code__in=some)}
    return found


def _keepers() -> dict[str, int]:
    return {body.code: body.pk for body in tree() if body.is_active}


def _channels(entry: Entry) -> Iterator[tuple[str, str]]:
    yield from ((str(ChannelKind.SITE), site) for site in entry.sites)
    yield from ((str(ChannelKind.PHONE), phone) for phone in entry.phones)


def _facts(entry: Entry) -> dict[str, Any]:
    return {
        "name_zh": entry.name_zh,
        "name_en": entry.name_en,
        "keeper": entry.keeper,
        "sites": [
            site[-200:] for site in entry.sites
        ],  # a text in the log has 200 characters; the end is what was registered
        "phones": list(entry.phones),
    }


def _record(log: Sequence[_LogRow], *, actor: Actor, at: datetime) -> None:
    if log:
        record_many(
            [
                Record(event, f"official:{code}", actor, at, before=before, after=after)
                for event, code, before, after in log
            ]
        )


def _parts(values: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(values)
    while some := list(islice(rest, _MOST_VALUES)):
        yield some
