"""Every write to the log. Always inside the caller's transaction, so that both stand or both fall.

From `record` until the transaction ends, everybody else who wants to record waits. So record last, and take every
other lock before: a transaction that records, and only then locks a case, can meet another that does it the other way
round. Who writes about many things locks all of them first and calls `record_many` once.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from clearhall.desk.ledger import appending, signing, tree
from clearhall.desk.ledger.errors import LogDamaged, NotRecordable
from clearhall.desk.ledger.models import NAME_LENGTH, Checkpoint, LedgerHead
from clearhall.desk.lib.actors import Actor
from clearhall.desk.lib.limits import limit
from clearhall.engine import merkle

FORM = 1
"""Version of the record's form, the field `v` of every entry; a new form gets a new number, old entries keep theirs."""

MAX_TEXT = limit("log_text")

FRESH = timedelta(seconds=1)
"""A checkpoint younger than this is served again as it is, so that readers cannot make the desk sign all day."""

_EVENT = re.compile(r"[a-z][a-z0-9_]*:[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Record:
    """One record to append: `event` is `thing:happened`, `subject` is `thing:<key as shown>`."""

    event: str
    subject: str
    actor: Actor
    at: datetime
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


def record(
    event: str,
    *,
    subject: str,
    actor: Actor,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> int:
    """Append one record and return its index in the log.

    Args:
        event: `thing:happened`, from the feature's `events.py`, at most 80 characters.
        subject: `thing:<key as shown to people>`, at most 80 characters.
        at: when it happened, with a time zone; kept to the microsecond.
        before, after: field names to ids, numbers, yes or no, None, times and names of states, also in lists and
            mappings; never text that a person wrote, so no text above 200 characters. All of it becomes public.

    Raises:
        NotRecordable: outside a transaction, or something that has no place in the log.
        LogDamaged: the stored tree does not fit together; nothing is appended to it.
    """
    return record_many([Record(event, subject, actor, at, before or {}, after or {})])[0]


def record_many(entries: Sequence[Record]) -> range:
    """Append records in their order and return their indices. Arguments and errors as for `record`."""
    if not connection.in_atomic_block:
        raise NotRecordable("Record inside the transaction that makes the change, so that both stand or both fall")
    return appending.append_prepared([_prepared(entry) for entry in entries])


def hold_the_log() -> None:
    """Wait until nobody else can append, before the caller's transaction has anything to record: what it reads stays true."""
    appending.lock_frontier()


def latest_checkpoint(*, at: datetime) -> Checkpoint:
    """The newest signed checkpoint; a fresh one when the log has grown and the last is older than a second.

    Raises:
        LogDamaged: the stored tree does not continue the last checkpoint. Such a tree is never signed.
    """
    last = Checkpoint.objects.order_by("-size").first()
    size = LedgerHead.objects.filter(pk=1).values_list("size", flat=True).first() or 0
    if last is not None and (last.size == size or abs(at - last.at) < FRESH):
        return last
    return sign_checkpoint(at=at)


@transaction.atomic
def sign_checkpoint(*, at: datetime) -> Checkpoint:
    """Sign the tree as it is and keep the checkpoint; the stored one when this size is signed already.

    The checkpoint of an empty log is signed but not kept: it binds nobody.

    Raises:
        LogDamaged: the stored tree does not continue the last checkpoint. Such a tree is never signed.
    """
    last = Checkpoint.objects.order_by("-size").first()
    frontier = appending.read_frontier()  # after `last`, so that it is never the older of the two
    if last is not None:
        _check_continues(merkle.TreeHead(last.size, bytes(last.root)), frontier.head)
        if last.size == frontier.size:
            return last
    signer = signing.signer()
    note = merkle.sign_note(merkle.Checkpoint(signer.name, frontier.head).text, [signer])
    values = {"root": frontier.root, "note": note, "at": at}
    if frontier.size == 0:
        return Checkpoint(size=0, **values)
    signed, _ = Checkpoint.objects.get_or_create(size=frontier.size, defaults=values)  # two may sign at once
    return signed


def _check_continues(old: merkle.TreeHead, new: merkle.TreeHead) -> None:
    """Two signed heads that contradict each other would prove to everybody that this desk rewrites its log."""
    try:
        proof = merkle.consistency_proof(old.size, new.size, tree.read_tile)
        merkle.check_consistency(old, new, proof)
    except merkle.MerkleError as fault:
        raise LogDamaged from fault


def _prepared(entry: Record) -> appending.Prepared:
    event, subject, actor = str(entry.event), entry.subject, entry.actor.label
    if not _EVENT.fullmatch(event):
        raise NotRecordable("An event is named thing:happened, in small letters")
    if not all(0 < len(text) <= NAME_LENGTH for text in (event, subject, actor)):
        raise NotRecordable(f"Event, subject and actor have 1 to {NAME_LENGTH} characters")
    fields = {"event": event, "subject": subject, "actor": actor, "at": entry.at, "v": FORM}
    try:
        payload = merkle.canonical({**fields, "before": entry.before, "after": entry.after})
    except merkle.BadRecord as fault:
        raise NotRecordable(str(fault)) from None
    if len(payload) > MAX_TEXT and (_has_long_text(entry.before) or _has_long_text(entry.after)):
        raise NotRecordable(
            f"A text in before or after has more than {MAX_TEXT} characters: ids and names of states only"
        )
    return appending.Prepared.of(event, subject, actor, entry.at, payload)


def _has_long_text(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) > MAX_TEXT
    if isinstance(value, Mapping):
        return any(_has_long_text(item) for item in value.values())
    return isinstance(value, list | tuple) and any(_has_long_text(item) for item in value)
