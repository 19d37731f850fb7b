"""Which reports a set of figures is about: a period, and in it everything, or one harm, or one place, or one body.

A harm and a place are not crossed: the cells would be small, and what is small is withheld anyway.
"""

from dataclasses import dataclass
from enum import StrEnum

from clearhall.desk.scoreboard.errors import NoSuchPeriod, NoSuchSelection
from clearhall.desk.taxonomy.harms import Harm


class Period(StrEnum):
    """Whole days in the desk's time zone that end with today; the value is how many."""

    MONTH = "30"
    QUARTER = "90"
    YEAR = "365"

    @property
    def days(self) -> int:
        return int(self.value)


class Kind(StrEnum):
    ALL = "all"
    HARM = "harm"
    PLACE = "place"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Selection:
    """`code` is of the harm, place or body; "" for everything."""

    period: Period = Period.QUARTER
    kind: Kind = Kind.ALL
    code: str = ""

    @property
    def only(self) -> str:
        """As in an address: "", "harm:phishing", "place:LJ"."""
        return f"{self.kind}:{self.code}" if self.code else ""

    @property
    def key(self) -> str:
        return f"{self.period}:{self.only or Kind.ALL}"

    @property
    def query(self) -> str:
        """The query string of this selection's page; codes are plain ASCII."""
        return f"period={self.period}" + (f"&only={self.only}" if self.code else "")


def selection_from(*, period: str, only: str) -> Selection:
    """The selection that an address asks for; empty strings take the defaults. Whether a place or body exists is not asked here.

    Raises:
        NoSuchPeriod, NoSuchSelection: the address is not one of ours.
    """
    if period and period not in set(Period):
        raise NoSuchPeriod(field="period")
    chosen = Period(period) if period else Period.QUARTER
    if only in ("", "all"):
        return Selection(chosen)
    kind, _, code = only.partition(":")
    if kind not in (Kind.HARM, Kind.PLACE, Kind.BODY) or not 0 < len(code) <= 60 or "\x00" in code:
        raise NoSuchSelection(field="only")
    if kind == Kind.HARM and code not in set(Harm):
        raise NoSuchSelection(field="only")
    return Selection(chosen, Kind(kind), code)
