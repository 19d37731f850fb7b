"""The model card: what a model was made from, what it is worth, and what it must not be used for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from clearhall.engine.recognition.calibration import Bin
from clearhall.engine.recognition.types import Source, Task

_TASKS = {
    Task.MESSAGE_KIND: "names the kind of scam a message is, or that it is none",
    Task.MESSAGE_HARM: "tells messages that do harm from those that do not",
    Task.URL_HARM: "tells dangerous addresses from ordinary ones",
}


@dataclass(frozen=True, slots=True)
class ClassQuality:
    """How well one class is told, on rows that were not learned from; shares from 0 to 1."""

    kind: str
    rows: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Confusion:
    """How many rows of kind `truth` were named `named`."""

    truth: str
    named: str
    rows: int


@dataclass(frozen=True, slots=True)
class ModelCard:
    """Everything a person needs to decide whether to use a model; all figures by cross-validation within its own rows."""

    task: Task
    version: str
    trained_on: date
    seed: int
    sources: tuple[Source, ...]
    rows: int
    classes: tuple[ClassQuality, ...]
    macro_f1: float
    harm_auc: float | None
    harm_brier: float
    reliability: tuple[Bin, ...]
    confusions: tuple[Confusion, ...]
    threshold: float
    false_alarm_share: float | None

    def to_markdown(self) -> str:
        """The card as a page, in English."""
        return "\n".join([*self._about(), *self._quality(), *self._calibration(), *_LIMITS])

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"trained_on": self.trained_on.isoformat()}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> ModelCard:
        """The card again. Raises KeyError, TypeError or ValueError where something is missing or wrong."""
        known = dict(data)
        known["task"] = Task(known["task"])
        known["trained_on"] = date.fromisoformat(known["trained_on"])
        for name, made in (
            ("sources", Source),
            ("classes", ClassQuality),
            ("reliability", Bin),
            ("confusions", Confusion),
        ):
            known[name] = tuple(made(**one) for one in known[name])
        return cls(**known)

    def _about(self) -> list[str]:
        return [
            f"# Model card: {self.task.value}, version {self.version}",
            "",
            f"This model {_TASKS[self.task]}. It was trained on {self.trained_on.isoformat()} with seed {self.seed} on "
            f"{self.rows:,} rows.",
            "",
            "## Made from",
            "",
            *_table(("source", "licence", "rows"), [(one.name, one.licence, f"{one.rows:,}") for one in self.sources]),
        ]

    def _quality(self) -> list[str]:
        rows = [
            (one.kind, f"{one.rows:,}", f"{one.precision:.3f}", f"{one.recall:.3f}", f"{one.f1:.3f}")
            for one in self.classes
        ]
        confused = [(one.truth, one.named, f"{one.rows:,}") for one in self.confusions]
        return [
            "## Quality",
            "",
            f"Measured on parts of the rows that were left out in turn. Mean F1 of the classes: {self.macro_f1:.3f}.",
            "",
            *_table(("class", "rows", "precision", "recall", "F1"), rows),
            "Most frequent confusions:",
            "",
            *_table(("is", "was named", "rows"), confused or [("none", "", "")]),
        ]

    def _calibration(self) -> list[str]:
        rows = [
            (
                f"{one.low:.1f}-{one.low + 0.1:.1f}",
                f"{one.rows:,}",
                f"{one.mean_probability:.3f}",
                f"{one.share_true:.3f}",
            )
            for one in self.reliability
        ]
        alarm = "not known" if self.false_alarm_share is None else f"{self.false_alarm_share:.2%}"
        area = "not known" if self.harm_auc is None else f"{self.harm_auc:.3f}"
        return [
            "## Calibration of the probability of harm",
            "",
            f"Brier score {self.harm_brier:.4f}; area under the curve {area}. A suggestion is made from {self.threshold:.3f}; of "
            f"ordinary rows {alarm} were suggested.",
            "",
            *_table(("probability", "rows", "mean probability", "share that was harm"), rows),
        ]


_LIMITS = (
    "## Limits",
    "",
    "- It suggests and orders; a person decides. No measure may follow from its score (charter R9).",
    "- It knows harms only. It has no class for opinion, stance or topic and none can be trained (charter R3).",
    "- Nothing about who wrote a text is read or learned (charter R1).",
    "- It is as good as its rows: other kinds of texts than those above are judged worse than these figures say, and long "
    "formal letters that are honest were rarely among them.",
    "",
)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    cells = [[str(cell).replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    lines = [heads, ["---"] * len(heads), *cells]
    return [*("| " + " | ".join(line) + " |" for line in lines), ""]
