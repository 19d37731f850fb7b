"""The values that recognition takes and returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from clearhall.engine.recognition.labels import Kind

STRUCTURE_FEATURES = 1_024  # numbers kept for properties of the whole text; pieces of wording come after
READER_VERSION = 1  # of how texts become features; a model of another version is refused
LONGEST_MESSAGE = 20_000  # characters of a message that are looked at
LONGEST_URL = 2_048


class Task(StrEnum):
    """What a model answers."""

    MESSAGE_KIND = "message_kind"  # which kind a message is of
    MESSAGE_HARM = "message_harm"  # harm or none: for rows gathered under several label sets
    URL_HARM = "url_harm"  # whether an address is dangerous


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One row to learn from or to measure by. Nothing about who wrote it is read, kept or learned (charter R1).

    Attributes:
        text: message or address as sent.
        kind: what it is.
        part: name of a part of the kind, told apart while learning and never an answer; "" for none.
        harmful: set where the data says itself whether the row counts as harm; None means: by its kind.
        group: rows of one group (near-duplicates, one registered domain) are never split between learning and checking.
    """

    text: str
    kind: Kind
    part: str = ""
    harmful: bool | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows came from: for the model card."""

    name: str
    licence: str
    rows: int


@dataclass(frozen=True, slots=True)
class Config:
    """How texts become features and how weights are fitted.

    Attributes:
        bits: hashed features are 2 ** bits.
        words: weight of a whole word or number beside a piece of characters.
        structure: value of a structure feature; all wording of a text together has length 1.
        costs: costs of an error tried by cross-validation; a lower one keeps closer to what all rows share.
        balance: 0 takes rows as they are, 1 gives each class (and each script) the same say.
        folds: parts for cross-validation, >= 2.
        rounds: passes over the rows at most.
        false_alarm_share: of ordinary messages, how many may be suggested as harm (MESSAGE_HARM only).
        f1_given_up: how far below the best F1 a lower threshold may lead: what does harm changes faster than what does not,
            so later rows score lower than those learned from.
        hosts: how much the host alone of a dangerous address counts, learned beside the whole (URL_HARM only): where all ordinary
            addresses are hosts and all dangerous ones have paths, "has no path" must not come to mean "is harmless".
    """

    bits: int = 18
    words: float = 1.0
    structure: float = 0.1
    costs: tuple[float, ...] = (0.4, 2.0, 8.0)
    balance: float = 0.5
    folds: int = 4
    rounds: int = 40
    false_alarm_share: float = 0.001
    f1_given_up: float = 0.0
    hosts: float = 0.0


#: Chosen by cross-validation on training parts of public sets, see docs/how-to/recognise-scams.md.
DEFAULTS: Mapping[Task, Config] = {
    Task.MESSAGE_KIND: Config(),
    Task.MESSAGE_HARM: Config(bits=20, words=0.5, structure=0.05, costs=(0.1,), balance=0.7),
    Task.URL_HARM: Config(bits=19, words=3.0, structure=0.2, costs=(1.0,), rounds=15, f1_given_up=0.005, hosts=0.2),
}


@dataclass(frozen=True, slots=True)
class PartReason:
    """A piece of the text that weighed: text[start:stop], > 0 towards the answer, < 0 against it."""

    text: str
    start: int
    stop: int
    weight: float


@dataclass(frozen=True, slots=True)
class StructureReason:
    """A property of the whole text that weighed, by name (`STRUCTURE_NAMES`), with its step (0 to 15; larger is more).

    The weight is how much more it weighed than that property does in the rows learned from on average.
    """

    name: str
    step: int
    weight: float


@dataclass(frozen=True, slots=True)
class Recognised:
    """A suggestion, never a decision (charter R9).

    Attributes:
        kind: the likeliest kind.
        harm: the taxonomy's code for it; None for what is no harm or for a harm not told further.
        probability: of `kind`, 0 to 1, calibrated.
        harm_probability: that it is any harm, 0 to 1, calibrated.
        is_suggested: whether it may be shown as suspicious at all.
        probabilities: of each kind the model knows; they add up to 1.
        parts: pieces of the text that weighed most for or against `kind`, heaviest first.
        structure: properties that weighed, heaviest first. Weights of parts and properties are on one scale: log odds.
    """

    kind: Kind
    harm: str | None
    probability: float
    harm_probability: float
    is_suggested: bool
    probabilities: Mapping[Kind, float]
    parts: tuple[PartReason, ...] = field(default=())
    structure: tuple[StructureReason, ...] = field(default=())
