"""Labelled files for the tasks that learn: what `clearhall evaluate` was given, read and checked, by name."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from clearhall.engine.evaluation.files import EvaluationError
from clearhall.engine.evaluation.perturbations import Perturbation
from clearhall.engine.recognition import BadRow, Kind, LabelledText, RecognitionError, kind_of, read_rows


def rows_by_name(paths: Sequence[Path], *, mapping: Mapping[str, Kind] | None = None) -> dict[str, list[LabelledText]]:
    """The rows of each file, under its path. Raises EvaluationError for a row or label that cannot be used, OSError."""
    found: dict[str, list[LabelledText]] = {}
    for path in paths:
        try:
            found[str(path)] = read_rows(path, mapping=mapping)
        except BadRow as error:
            raise EvaluationError(f"{path}, line {error.line}: {error.why}") from None
        except RecognitionError as error:
            raise EvaluationError(f"{path}: {error}") from None
    return found


def read_mapping(path: Path | None) -> dict[str, Kind] | None:
    """What labels of one's own stand for: a JSON object of label to kind. Raises EvaluationError, OSError."""
    if path is None:
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        if not isinstance(content, dict):
            raise EvaluationError(f"{path}: this is no JSON object of labels and kinds")
        return {str(label): kind_of(str(kind)) for label, kind in content.items()}
    except (ValueError, RecursionError):
        raise EvaluationError(f"{path}: this is no JSON") from None
    except RecognitionError as error:
        raise EvaluationError(f"{path}: {error}") from None


def perturbation_named(name: str | None) -> Perturbation | None:
    """The way of rewriting of that name. Raises EvaluationError."""
    if name is None:
        return None
    try:
        return Perturbation(name)
    except ValueError:
        known = ", ".join(one.value for one in Perturbation)
        raise EvaluationError(f"There is no way of disturbing named “{name}”; there are: {known}") from None
