"""Everything that happened to a case, in words: the records of the log, the notes, the messages with the reporter."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from clearhall.desk.accounts.models import Person
from clearhall.desk.bodies.models import Body
from clearhall.desk.cases.events import CaseEvent
from clearhall.desk.cases.labels import CLOSINGS
from clearhall.desk.cases.log import subject_of
from clearhall.desk.cases.models import Note, NoteKind
from clearhall.desk.cases.shown import visible
from clearhall.desk.cases.states import ClosingState
from clearhall.desk.cases.telling import body_name
from clearhall.desk.files.events import FileEvent
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.mailbox.models import Message, Side
from clearhall.desk.reports.events import ReportEvent
from clearhall.desk.taxonomy.harms import RULES, Harm

MOST_RECORDS = 500  # records of one case that its page shows; the newest
MOST_MESSAGES = 200

SENTENCES: dict[str, Any] = {
    ReportEvent.RECEIVED: gettext_lazy("The report arrived."),
    FileEvent.RECEIVED: gettext_lazy("A file arrived."),
    FileEvent.ERASED: gettext_lazy("A file was erased."),
    ReportEvent.ERASED: gettext_lazy("The texts of the report were erased."),
    CaseEvent.OPENED: gettext_lazy("The case was opened."),
    CaseEvent.TAKEN: gettext_lazy("%(who)s took the case."),
    CaseEvent.RELEASED: gettext_lazy("%(who)s put the case back into the queue."),
    CaseEvent.ASSIGNED: gettext_lazy("%(who)s assigned the case to %(assignee)s."),
    CaseEvent.HANDED_OVER: gettext_lazy("%(who)s handed the case from %(old_body)s to %(body)s."),
    CaseEvent.REFUSED: gettext_lazy("%(who)s refused the case: from %(old_body)s back to %(body)s."),
    CaseEvent.NOTED: gettext_lazy("%(who)s added a note."),
    CaseEvent.ASKED: gettext_lazy("%(who)s asked the reporter."),
    CaseEvent.ANSWERED_BY_REPORTER: gettext_lazy("The reporter wrote."),
    CaseEvent.HARM_CHANGED: gettext_lazy("%(who)s changed the kind of harm."),
    CaseEvent.CLOSED: gettext_lazy("%(who)s closed the case: %(closing)s."),
    CaseEvent.REOPENED: gettext_lazy("The reporter opened the case again."),
    CaseEvent.ANSWER_PUBLISHED: gettext_lazy("%(who)s published the answer."),
    CaseEvent.ANSWER_CORRECTED: gettext_lazy("%(who)s corrected the published answer."),
    CaseEvent.WITHDRAWN: gettext_lazy("The reporter withdrew the report."),
    CaseEvent.CLOCK_PAUSED: gettext_lazy("%(who)s paused the time to close."),
    CaseEvent.CLOCK_RESUMED: gettext_lazy("The time to close runs again."),
    CaseEvent.TIME_ASKED: gettext_lazy("%(who)s asked for %(hours)s working hours more."),
    CaseEvent.TIME_GRANTED: gettext_lazy("%(who)s granted %(hours)s working hours more."),
    CaseEvent.TIME_REFUSED: gettext_lazy("%(who)s refused %(hours)s working hours more."),
    CaseEvent.SUGGESTION_DISMISSED: gettext_lazy("%(who)s dismissed the suggested kind of harm."),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline.

    Attributes:
        what: a sentence.
        text: what somebody wrote with it; "" for nothing. Plain text, never markup.
        from_reporter: whose words `text` are.
        record: index in the log, for whoever wants to verify it; None for what is no record.
        event: name of the event, or "message".
    """

    at: datetime
    what: str
    text: str = ""
    from_reporter: bool = False
    record: int | None = None
    event: str = ""

    @property
    def shown(self) -> str:
        """`text` with what cannot be seen in it made visible."""
        return visible(self.text)


@dataclass(frozen=True, slots=True)
class Names:
    """How labels and codes of the log read on a page for staff."""

    people: Mapping[str, str]
    bodies: Mapping[str, str]

    def who(self, label: str | None) -> str:
        """The name behind a label: a colleague's, a body's; "the reporter" for all reporters."""
        kind, _colon, name = (label or "").partition(":")
        match kind:
            case "person":
                return self.people.get(name, _("A former colleague"))
            case "body":
                return self.bodies.get(name, name)
            case "reporter":
                return _("The reporter")
            case "watchpost":
                return _("The watchpost %(code)s") % {"code": name}
            case "job":
                return _("The desk itself")
        return _("Nobody")


def timeline(case_id: int, *, report_ids: Sequence[int], notes: Sequence[Note]) -> list[Happening]:
    """What happened, oldest first: five queries, however much it was."""
    entries = list(LedgerEntry.objects.filter(subject=subject_of(case_id)).order_by("-index")[:MOST_RECORDS])
    payloads = [json.loads(bytes(entry.payload)) for entry in entries]
    names = names_in(payloads)
    notes_by_record = {note.record_index: note for note in notes}
    found = [
        _happening(entry, payload, notes_by_record.get(entry.index), names)
        for entry, payload in zip(entries, payloads, strict=True)
    ]
    found.reverse()  # by the log's own order: a clock that was set back does not reorder what happened
    return _with_messages(found, Message.objects.filter(report_id__in=report_ids).order_by("-pk")[:MOST_MESSAGES])


def names_in(payloads: Iterable[Mapping[str, Any]]) -> Names:
    """The names of everybody and every body that these records mention: two queries."""
    handles: set[str] = set()
    codes: set[str] = set()
    for payload in payloads:
        sides = (payload.get("before", {}), payload.get("after", {}))
        for label in (payload.get("actor"), *(side.get("assignee") for side in sides)):
            kind, _colon, name = (label or "").partition(":")
            (handles if kind == "person" else codes if kind == "body" else set()).add(name)
        codes.update(side["body"] for side in sides if side.get("body"))
    people = {person.handle: str(person) for person in Person.objects.filter(handle__in=handles)}
    language = get_language() or "en"
    bodies = {body.code: body_name(body, language) for body in Body.objects.filter(code__in=codes)}
    return Names(people, bodies)


def _happening(entry: LedgerEntry, payload: Mapping[str, Any], note: Note | None, names: Names) -> Happening:
    before, after = payload.get("before", {}), payload.get("after", {})
    closing = after.get("closing_state")
    sentence = SENTENCES.get(entry.event)
    told = {
        "who": names.who(payload.get("actor")),
        "assignee": names.who(after.get("assignee")),
        "body": names.bodies.get(after.get("body", ""), after.get("body", "")),
        "old_body": names.bodies.get(before.get("body", ""), before.get("body", "")),
        "hours": after.get("hours", ""),
        "closing": CLOSINGS[ClosingState(closing)] if closing in set(ClosingState) else "",
    }
    what = str(sentence) % told if sentence is not None else entry.event
    return Happening(entry.at, what, _words(note), record=entry.index, event=entry.event)


def _words(note: Note | None) -> str:
    if note is None:
        return ""
    if note.kind != NoteKind.RECLASSIFY:
        return note.text
    labels = [str(RULES[Harm(code)].label) for code in (note.harm_before, note.harm_after) if code in set(Harm)]
    return " → ".join(labels) + "\n" + note.text


def _with_messages(records: list[Happening], messages: Iterable[Message]) -> list[Happening]:
    """Both by time, each in its own order even where a clock was set back; the record of an act before its message."""
    said = [
        Happening(
            message.at,
            _("Message from the reporter") if message.side == Side.REPORTER else _("Message to the reporter"),
            message.text,
            from_reporter=message.side == Side.REPORTER,
            event="message",
        )
        for message in messages
    ]
    merged: list[Happening] = []
    for record in records:
        while said and said[-1].at < record.at:
            merged.append(said.pop())
        merged.append(record)
    return merged + said[::-1]
