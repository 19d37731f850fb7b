"""The one way in: form, API, batch and file all call `accept_report` or `accept_reports`."""

from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, fields, replace
from datetime import datetime

from django.db import DatabaseError, IntegrityError, connection
from django.utils.translation import gettext as _

from clearhall.desk.cases.actions import NewCase, store_cases
from clearhall.desk.intake import quotas
from clearhall.desk.intake.errors import BatchRefused, ClientIdReused, QuotaUsedUp, ReportRefused
from clearhall.desk.intake.routes import current_routes, forget_routes
from clearhall.desk.intake.rules import CleanReport, checked
from clearhall.desk.intake.types import Accepted, NewReport, RowResult, Sender
from clearhall.desk.ledger.actions import Record, hold_the_log, record_many
from clearhall.desk.lib import ids
from clearhall.desk.lib.errors import DeskError, Invalid, Unavailable
from clearhall.desk.lib.group_commit import GroupCommit
from clearhall.desk.lib.limits import limit
from clearhall.desk.lib.rows import FEW
from clearhall.desk.lib.storage import without_waiting, write_transaction
from clearhall.desk.matching.actions import groups_for, prepare
from clearhall.desk.reports.actions import StoredReport, store_reports
from clearhall.desk.reports.bulk import IndicatorRow
from clearhall.desk.reports.events import ReportEvent
from clearhall.desk.reports.finding import find_indicators
from clearhall.desk.reports.queries import KnownReport, known_client_ids
from clearhall.desk.reports.receipts import find_receipt_code, receipt_code, receipt_mac

ATTEMPTS = 3  # two processes may draw one key in one millisecond; three times running is our bug
_COMPARED = tuple(
    field.name
    for field in fields(CleanReport)
    if field.name not in ("client_id", "language", "place")  # language follows from the text; place is compared by key
)


@dataclass(slots=True)
class _Draft:
    """A checked report that knows where it comes from and where it goes."""

    row: int
    sender: Sender
    at: datetime
    clean: CleanReport
    place_id: int | None
    body_id: int
    body_code: str

    @property
    def key(self) -> tuple[str, str]:
        """By what it is the same report when it is sent again."""
        return self.sender.source, self.clean.client_id


def accept_report(new: NewReport, *, sender: Sender, at: datetime) -> Accepted:
    """Check, route and store one report; open its case and write its record, all in one transaction.

    Reports that arrive while another is being stored share the next transaction; a fault in one of them concerns that one alone.
    A report with a client id that is stored already changes nothing and gets the same answer again.

    Raises:
        Invalid: a field is wrong; the error names it (see `rules.checked`).
        NotAllowed: the sender may not report this.
        ClientIdReused: the client id is stored with other content.
        QuotaUsedUp: the watchpost has sent its reports of today.
        NoCompetentBody: nobody handles this harm.
        Unavailable: the database cannot take it now; nothing was stored.
    """
    draft = _drafted(1, new, sender=sender, at=at)
    if connection.in_atomic_block:  # the caller's transaction is nobody else's
        return _accepted(_stored([draft], looks_first=False)[0])
    return _STORED_TOGETHER(draft)


def accept_reports(
    rows: Sequence[NewReport | DeskError], *, sender: Sender, at: datetime, partial: bool = False
) -> list[RowResult]:
    """The same for up to 10,000 reports in one transaction.

    Args:
        rows: reports in order; a row that could not even be read comes as the error that says why.
        partial: store the good rows although others are bad.

    Returns:
        One result for each row, in order, counted from 1.

    Raises:
        BatchRefused: a row is bad and `partial` is not set; nothing was stored and the first bad rows are listed.
        Invalid: there are more rows than one batch may have.
        QuotaUsedUp, NoCompetentBody, Unavailable: as in `accept_report`; nothing was stored.
    """
    if len(rows) > limit("batch_rows"):
        raise Invalid(field="rows", most=limit("batch_rows"))
    drafts: list[_Draft] = []
    refused: list[RowResult] = []
    for number, new in enumerate(rows, start=1):
        try:
            if isinstance(new, DeskError):
                raise new
            drafts.append(_drafted(number, new, sender=sender, at=at))
        except DeskError as error:
            refused.append(RowResult(number, error=error))
    if refused and not partial:
        raise BatchRefused([(result.row, result.error) for result in refused if result.error])
    results = _stored(drafts, is_all_or_nothing=not partial) if drafts else []
    return sorted([*refused, *results], key=lambda result: result.row)


def _drafted(number: int, new: NewReport, *, sender: Sender, at: datetime) -> _Draft:
    clean = checked(new, sender=sender, at=at)
    routing = current_routes().routing
    place_id = None
    if clean.place and (place_id := routing.place_by_code.get(clean.place)) is None:
        raise ReportRefused(_("This place is not known here. Leave it out if you are not sure."), field="place")
    body_id = routing.body_id(clean.harm, place_id=place_id)
    return _Draft(number, sender, at, clean, place_id, body_id, routing.code_of_body[body_id])


def _store_together(drafts: Sequence[_Draft]) -> list[Accepted | Exception]:
    """Store reports of several senders at once; one by one when they cannot be stored together, to find whose fault it is."""
    if len(drafts) > 1:
        try:
            return [result.accepted or _error(result) for result in _stored(list(drafts), looks_first=False)]
        except Unavailable:
            return [Unavailable() for _ in drafts]
        except (DeskError, DatabaseError):
            pass
    answers: list[Accepted | Exception] = []
    for draft in drafts:
        try:
            answers.append(_accepted(_stored([draft], looks_first=False)[0]))
        except Exception as error:  # noqa: BLE001 -- raised again by the thread whose report it is
            answers.append(error)
    return answers


def _accepted(result: RowResult) -> Accepted:
    if result.accepted is None:
        raise _error(result)
    return result.accepted


def _error(result: RowResult) -> DeskError:
    assert result.error  # a result is one or the other
    return result.error


_STORED_TOGETHER = GroupCommit(_store_together)


def _stored(drafts: list[_Draft], *, looks_first: bool = True, is_all_or_nothing: bool = False) -> list[RowResult]:
    """Store what is not stored yet and answer every draft.

    The unique constraint finds what others stored between the look and the writing. Then all is done again while nobody else
    can write: that is slower for everybody, so it is not the first way.
    """
    try:
        return _stored_once(drafts, looks=looks_first, is_all_or_nothing=is_all_or_nothing, attempt=0)
    except (IntegrityError, QuotaUsedUp) as error:
        if looks_first and isinstance(error, QuotaUsedUp):
            raise
        forget_routes()
    for attempt in range(1, ATTEMPTS):
        try:
            with write_transaction():
                hold_the_log()
                return _stored_once(drafts, looks=True, is_all_or_nothing=is_all_or_nothing, attempt=attempt)
        except IntegrityError:
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("the loop returns or raises")


def _stored_once(drafts: list[_Draft], *, looks: bool, is_all_or_nothing: bool, attempt: int) -> list[RowResult]:
    """One try. Raises IntegrityError when a key, a client id or a receipt was taken; nothing was stored then."""
    known = _known(drafts) if looks else {}
    first: dict[tuple[str, str], _Draft] = {}
    for draft in drafts:
        if draft.key not in known:
            first.setdefault(draft.key, draft)
    faults = [_differing(draft, known.get(draft.key) or first[draft.key]) for draft in drafts]
    if is_all_or_nothing and any(faults):
        raise BatchRefused([(draft.row, fault) for draft, fault in zip(drafts, faults, strict=True) if fault])
    added = _add(list(first.values()), attempt=attempt)
    return [
        RowResult(draft.row, error=fault)
        if fault
        else RowResult(draft.row, accepted=_answer(draft, first, added, known))
        for draft, fault in zip(drafts, faults, strict=True)
    ]


def _known(drafts: list[_Draft]) -> dict[tuple[str, str], KnownReport]:
    """What is stored of `drafts` already, by key; a query for each source."""
    ids_of: dict[str, list[str]] = {}
    for draft in drafts:
        ids_of.setdefault(draft.sender.source, []).append(draft.clean.client_id)
    return {
        (source, client_id): report
        for source, client_ids in ids_of.items()
        for client_id, report in known_client_ids(source, client_ids).items()
    }


def _differing(draft: _Draft, stored: KnownReport | _Draft) -> ClientIdReused | None:
    """The error to answer with when `stored` has the client id of `draft` and other content."""
    if stored is draft or (isinstance(stored, KnownReport) and stored.erased_at):
        return None
    other = stored.clean if isinstance(stored, _Draft) else stored
    for name in _COMPARED:
        if getattr(draft.clean, name) != getattr(other, name):
            return ClientIdReused(field=name)
    return None if draft.place_id == stored.place_id else ClientIdReused(field="place")


def _answer(
    draft: _Draft,
    first: dict[tuple[str, str], _Draft],
    added: dict[tuple[str, str], Accepted],
    known: dict[tuple[str, str], KnownReport],
) -> Accepted:
    if draft.key in added:
        return added[draft.key] if first[draft.key] is draft else replace(added[draft.key], is_repeat=True)
    report = known[draft.key]
    code = find_receipt_code(report.source, report.client_id, mac=bytes(report.receipt_mac))
    if code is None:
        raise Unavailable(_("This report is stored, but its receipt code can no longer be computed."))
    return Accepted(report.id, report.case_id, code, is_repeat=True)


def _add(drafts: list[_Draft], *, attempt: int) -> dict[tuple[str, str], Accepted]:
    """Write reports, cases, indicators and records in one transaction. Returns the answers by key."""
    if not drafts:
        return {}
    at = drafts[0].at
    numbers = Counter(draft.sender.source for draft in drafts)
    senders = {draft.sender.source: draft.sender for draft in drafts}
    for source, number in numbers.items():
        quotas.check_quota(senders[source], count=number, at=at)
    routes = current_routes()
    keys = ids.new_ids(2 * len(drafts))
    case_ids, report_ids = keys[::2], keys[1::2]
    codes = [receipt_code(*draft.key, attempt=attempt) for draft in drafts]
    matched = prepare(report_ids, [draft.clean.text for draft in drafts])
    named = find_indicators([(draft.clean.text, draft.clean.url) for draft in drafts])
    indicators = [
        IndicatorRow(report_id, *found) for report_id, items in zip(report_ids, named, strict=True) for found in items
    ]
    events = [
        Record(
            ReportEvent.RECEIVED,
            f"case:{ids.encode(case_id)}",
            draft.sender.actor,
            draft.at,
            after={"report": ids.encode(report_id), "state": "received", "body": draft.body_code},
        )
        for case_id, report_id, draft in zip(case_ids, report_ids, drafts, strict=True)
    ]
    with write_transaction():
        sequences = record_many(events)  # first: it makes all other writers wait, so what is read below stays true
        groups = groups_for(matched, first=sequences.start)
        with without_waiting() if len(drafts) <= FEW else nullcontext():
            store_cases(
                [_new_case(draft, group) for draft, group in zip(drafts, groups, strict=True)],
                case_ids=case_ids,
                at=at,
                calendar_of_body=routes.routing.calendar_of_body,
                clocks=routes.clocks,
            )
            store_reports(
                [
                    _stored_report(draft, case_id, report_id, sequence, group, code, signature)
                    for draft, case_id, report_id, sequence, group, code, signature in zip(
                        drafts, case_ids, report_ids, sequences, groups, codes, matched.signatures, strict=True
                    )
                ],
                indicators=indicators,
            )
    for source, number in numbers.items():
        quotas.count(senders[source], count=number, at=at)
    return {
        draft.key: Accepted(report_id, case_id, code)
        for draft, report_id, case_id, code in zip(drafts, report_ids, case_ids, codes, strict=True)
    }


def _new_case(draft: _Draft, group: int) -> NewCase:
    return NewCase(
        harm=draft.clean.harm,
        body_id=draft.body_id,
        language=draft.clean.language,
        group=group,
        place_id=draft.place_id,
        opened_at=draft.at,
    )


def _stored_report(
    draft: _Draft, case_id: int, report_id: int, sequence: int, group: int, code: str, signature: bytes
) -> StoredReport:
    clean, sender = draft.clean, draft.sender
    return StoredReport(
        id=report_id,
        sequence=sequence,
        received_at=draft.at,
        entrance=sender.entrance,
        harm=clean.harm,
        subkind=clean.subkind,
        text=clean.text,
        what_happened=clean.what_happened,
        url=clean.url,
        channel=clean.channel,
        language=clean.language,
        place_id=draft.place_id,
        occurred_on=clean.occurred_on,
        loss_amount=clean.loss_amount,
        reporter_kind=sender.kind,
        watchpost_id=sender.watchpost_id,
        reporting_body_id=sender.body_id,
        is_about_reporting_body=clean.is_about_reporting_body,
        source=sender.source,
        client_id=clean.client_id,
        receipt_mac=receipt_mac(code),
        signature=signature,
        group=group,
        case_id=case_id,
    )
