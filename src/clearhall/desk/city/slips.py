"""Reporters who choose a neighbouring kind of harm, so that the desk's model has something to suggest. Pure data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from clearhall.desk.city.bodies import body_for
from clearhall.desk.city.reports import SEED, InventedReport
from clearhall.desk.city.stories import Story

SHARE = 0.4  # of the open single reports of residents for whose harm a neighbour is at hand
TAKEN_FOR: dict[str, tuple[str, ...]] = {
    "telecom_fraud": ("phishing", "impersonation"),
    "phishing": ("telecom_fraud", "impersonation"),
    "counterfeit_site": ("phishing", "false_advertising"),
    "impersonation": ("telecom_fraud", "phishing"),
    "false_charity": ("telecom_fraud", "impersonation"),
    "false_advertising": ("unsafe_goods",),
    "unsafe_goods": ("false_advertising",),
    "malicious_software": ("permission_overreach", "phishing"),
    "permission_overreach": ("malicious_software", "personal_data_exposure"),
    "personal_data_exposure": ("permission_overreach",),
}
"""What people take one kind of harm for. Claims and demands are not here: no wording tells them (charter R4)."""


def with_slips(reports: Sequence[InventedReport], stories: Sequence[Story]) -> list[InventedReport]:
    """Return `reports` in their order, some with the harm that their reporter wrongly chose.

    Only single reports of residents whose case is still open, so that no answer speaks of another harm and nothing wrong is
    learned; only towards a harm that the same body handles, so that whoever works on it may. Each draws from its own id.
    """
    return [_slipped(report, story) for report, story in zip(reports, stories, strict=True)]


def _slipped(report: InventedReport, story: Story) -> InventedReport:
    body = body_for(report.harm, report.place_code)
    near = [harm for harm in TAKEN_FOR.get(report.harm, ()) if body_for(harm, report.place_code) == body]
    is_single = not (report.campaign or report.same_as or report.is_noise or report.watchpost)
    rng = Random(f"slip:{SEED}:{report.client_id}")
    if not near or story.closing or not is_single or report.source == "business" or rng.random() >= SHARE:
        return report
    return replace(report, harm=rng.choice(near))
