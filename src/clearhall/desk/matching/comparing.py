"""Comparing texts exactly: the step between what the index estimates and what anybody is told."""

from collections.abc import Iterable, Mapping, Sequence

from clearhall.desk.reports.queries import ReportText, texts_to_compare
from clearhall.engine.similarity import Level, Match, Matches, Reason, verified
from clearhall.engine.text import matching_form

MOST_CHARACTERS = 200_000  # compared for one question: twenty long reports, or two thousand messages


class Forms:
    """Texts in matching form by report, made once each: `own` ones, and those of stored reports as they are asked for."""

    def __init__(self, own: Mapping[int, str] | None = None) -> None:
        self.own: dict[int, str] = dict(own or {})
        self.stored: dict[int, ReportText] = {}
        self._forms: dict[str, str] = {}  # copies of a campaign are the same text over and over

    def fetch(self, report_ids: Iterable[int]) -> None:
        """Read the texts of stored reports that are not known yet, in one query. Erased ones stay unknown."""
        missing = [one for one in dict.fromkeys(report_ids) if one not in self.stored and one not in self.own]
        if missing:
            self.stored |= texts_to_compare(missing)

    def form_of(self, report_id: int) -> str | None:
        """The matching form of a report's text; None when it is not known or was erased."""
        if report_id in self.own:
            return self.own[report_id]
        report = self.stored.get(report_id)
        if report is None:
            return None
        if report.text not in self._forms:
            self._forms[report.text] = matching_form(report.text)
        return self._forms[report.text]

    def judged(self, form: str, matches: Sequence[Match]) -> list[Match]:
        """`matches` compared exactly with `form`, best first; those that do not hold are left out."""
        same, others, left = [], [], MOST_CHARACTERS
        for match in matches:
            other = self.form_of(match.report_id)
            if other is None:
                continue
            if other == form:  # nothing to compute, and in a campaign the usual case
                same.append(Match(match.report_id, 1.0, Level.GROUP, "The wording is the same.", Reason.SAME_WORDING))
            elif left > 0:
                left -= len(other) + len(form)
                others.append(match)
        return [*same, *verified(form, Matches(tuple(others)), text_of=self.form_of, most=len(others) or 1)]
