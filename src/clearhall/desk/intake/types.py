"""The values that cross the border of intake. Nothing in them says who wrote the reported item (charter R1)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clearhall.desk.lib.actors import REPORTER, Actor
from clearhall.desk.lib.errors import DeskError
from clearhall.desk.taxonomy.harms import Harm


@dataclass(frozen=True, slots=True)
class NewReport:
    """One report as it comes in, before anything was cleaned or checked.

    Attributes:
        text: the message or what was seen; may be "" when there is a `url`.
        harm: code of one of the sixteen harms.
        subkind: kind of infringement of a business; "" for all other harms.
        what_happened: what it did to the reporter, in the reporter's words.
        channel: where the item was met; see `reports.models.Channel`.
        place: code of the place of the item, "" when not said. Never where the reporter lives.
        loss_amount: yuan, >= 0; None when not said.
        is_about_reporting_body: a body must say; None for everybody else.
        client_id: the sender's own id, by which the same report can be sent again safely; "" to have one drawn.
    """

    text: str
    harm: str = Harm.TELECOM_FRAUD
    subkind: str = ""
    what_happened: str = ""
    url: str = ""
    channel: str = "other"
    place: str = ""
    occurred_on: date | None = None
    loss_amount: Decimal | None = None
    is_about_reporting_body: bool | None = None
    client_id: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """In what capacity someone reports, never who it is.

    Attributes:
        kind: "resident", "business", "watchpost" or "body".
        source: namespace of client ids: "form", "public", "watchpost:<code>", "body:<code>".
        entrance: "form", "quick", "api", "batch" or "file".
        harms: harms a watchpost is accredited for; empty means all.
    """

    kind: str
    source: str
    entrance: str
    actor: Actor = REPORTER
    watchpost_id: int | None = None
    body_id: int | None = None
    harms: frozenset[str] = frozenset()
    daily_quota: int | None = None
    is_suspended: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer to a report that is stored. The same for every repeat, but for `is_repeat`."""

    report_id: int
    case_id: int
    receipt_code: str
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row of a batch, counted from 1: accepted, or refused with the reason."""

    row: int
    accepted: Accepted | None = None
    error: DeskError | None = None
