"""Why a model answered as it did: the pieces of the text that weighed, and the properties of the whole."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.recognition.calibration import Floats
from clearhall.engine.recognition.compiled import kernels
from clearhall.engine.recognition.models import Model
from clearhall.engine.recognition.reading import character_tables, points_of, salt_of
from clearhall.engine.recognition.types import PartReason, Recognised, StructureReason, Task

_MESSAGE_NAMES = {
    0: "share_of_chinese", 1: "longest_number", 2: "signature_in_brackets", 3: "share_of_capitals", 4: "links_with_numbers",
    5: "script", 13: "length_of_a_number", 16: "length", 17: "links", 18: "numbers", 19: "phone_numbers", 20: "masked_words",
    21: "currency_signs", 22: "exclamation_marks", 23: "question_marks", 26: "length", 27: "length", 28: "length", 29: "length",
}  # fmt: skip
_URL_NAMES = (
    "host_length", "host_parts", "name_length", "digits_in_name", "hyphens_in_name", "vowels_in_name", "consonants_in_a_row",
    "letters_and_digits_mixed", "length_before_name", "digits_before_name", "hyphens_before_name", "path_length", "path_depth",
    "digits_in_path", "hyphens_in_path", "file_ending", "query_length", "percent_signs", "capitals", "host_parts", "number_as_host",
    "name_length", "consonants_in_a_row", "name_length", "host_parts", "length_before_name", "digits_in_name", "vowels_in_name",
    "path_depth",
)  # fmt: skip
#: Names of properties by number of the feature, for messages and for addresses.
STRUCTURE_NAMES = _MESSAGE_NAMES | {32 + k: name for k, name in enumerate(_URL_NAMES)}
_STEPS = 16
_MOST_PARTS = 8
_LEAST_SHARE = 0.1  # of the heaviest piece, below which a piece is not worth a word


@dataclass(frozen=True)
class _TakenApart:
    features: NDArray[np.int32]  # (id, first symbol, symbol after the last) of each
    symbols: NDArray[np.int32]  # (place in the text, whether a word begins there)
    wording: int  # features before this are wording, after it structure
    contributions: Floats
    expected: Floats  # by structure feature: its weight in the rows learned from on average


def recognise(model: Model, text: str) -> Recognised:
    """The model's answer for one text with its reasons; some hundred microseconds. Never raises for any str."""
    answer = model.recognise_many([text])[0]
    apart = _taken_apart(model, text, model.classes.index(answer.kind))
    parts = _parts(apart, text, are_joined=model.task is not Task.URL_HARM)
    return replace(answer, parts=parts, structure=_structure(apart))


def _taken_apart(model: Model, text: str, answer: int) -> _TakenApart:
    points, _ends = points_of([text], model.task)
    take_apart = kernels().url_parts if model.task is Task.URL_HARM else kernels().message_parts
    features = np.zeros((15 * len(points) + 800, 3), np.int32)
    symbols = np.zeros((2 * len(points) + 64, 2), np.int32)
    salt = np.uint64(salt_of(model.seed))
    length, grams, wording, every = take_apart(points, character_tables(), salt, model.config.bits, features, symbols)
    values = np.full(every, model.config.structure)
    total = grams + model.config.words**2 * (wording - grams)
    values[:wording] = 1 / np.sqrt(max(total, 1))
    values[grams:wording] *= model.config.words
    column, slope = _column_for(model, text, answer)
    weights = model.weights[:, column].astype(np.float64) * slope
    return _TakenApart(
        features=features[:every],
        symbols=symbols[:length],
        wording=wording,
        contributions=values * weights[features[:every, 0]],
        expected=model.usual * weights[: len(model.usual)] * model.config.structure,
    )


def _column_for(model: Model, text: str, answer: int) -> tuple[int, float]:
    """The column of weights that spoke for the answer, and what turns its weights into log odds towards the answer."""
    if model.weights.shape[1] == 1:
        slope = float(model.calibration.slopes[1])
        return 0, slope if answer == 1 else -slope
    columns = np.flatnonzero(model.owners == answer)
    margins = model.margins([text])[0]
    return int(columns[int(margins[columns].argmax())]), float(model.calibration.slopes[answer])


def _parts(apart: _TakenApart, text: str, *, are_joined: bool) -> tuple[PartReason, ...]:
    """The words that weighed; neighbours of one sign joined into a phrase. The words of an address are no phrase."""
    if not len(apart.symbols):
        return ()
    starts, stops, weights = _units(apart, text)
    least = _LEAST_SHARE * np.abs(weights).max()
    parts: list[PartReason] = []
    for start, stop, weight in zip(starts, stops, weights, strict=True):
        if abs(weight) < least or weight == 0:
            continue
        last = parts[-1] if parts else None
        if are_joined and last and last.weight * weight > 0 and not any(c.isalnum() for c in text[last.stop : start]):
            parts[-1] = PartReason(text[last.start : stop], last.start, int(stop), last.weight + float(weight))
        else:
            parts.append(PartReason(text[start:stop], int(start), int(stop), float(weight)))
    return tuple(sorted(parts, key=lambda part: (-abs(part.weight), part.start))[:_MOST_PARTS])


def _units(apart: _TakenApart, text: str) -> tuple[list[int], list[int], Floats]:
    """Words, numbers and single Chinese characters: where each starts and stops in the text, and its weight."""
    of_symbol = np.zeros(len(apart.symbols) + 1)
    spans = apart.features[: apart.wording, 1:]
    sizes = np.maximum(spans[:, 1] - spans[:, 0], 1)
    shares = apart.contributions[: apart.wording] / sizes
    firsts = np.minimum(spans[:, 0], len(apart.symbols) - 1)
    np.add.at(of_symbol, firsts, shares)
    np.add.at(of_symbol, np.minimum(firsts + sizes, len(apart.symbols)), -shares)
    of_symbol = np.cumsum(of_symbol)[:-1]
    places = apart.symbols[:, 0]
    begins = apart.symbols[:, 1].astype(bool) & np.append(True, np.diff(places) != 0)
    begins[0] = True
    firsts = np.flatnonzero(begins)
    starts = [int(one) for one in places[firsts]]
    stops = [_trimmed(text, start, stop) for start, stop in zip(starts, [*starts[1:], len(text)], strict=True)]
    return starts, stops, np.asarray(np.add.reduceat(of_symbol, firsts), np.float64)


def _trimmed(text: str, start: int, stop: int) -> int:
    while stop > start + 1 and not text[stop - 1].isalnum():
        stop -= 1
    return stop


def _structure(apart: _TakenApart) -> tuple[StructureReason, ...]:
    found: dict[str, tuple[int, float]] = {}
    for feature in np.flatnonzero(apart.expected):
        name = STRUCTURE_NAMES[int(feature) // _STEPS]
        found[name] = 0, found.get(name, (0, 0.0))[1] - float(apart.expected[feature])
    ids, weights = apart.features[apart.wording :, 0], apart.contributions[apart.wording :]
    for feature, weight in zip(ids, weights, strict=True):
        name, step = STRUCTURE_NAMES[int(feature) // _STEPS], int(feature) % _STEPS
        before = found.get(name, (0, 0.0))
        found[name] = max(before[0], step), before[1] + float(weight)
    reasons = [StructureReason(name, step, weight) for name, (step, weight) in found.items() if weight]
    return tuple(sorted(reasons, key=lambda one: (-abs(one.weight), one.name)))
