"""What can go wrong in learning, loading and using a recogniser, by name."""

from __future__ import annotations


class RecognitionError(Exception):
    """Any error of this package; `code` is stable and may be stored or translated."""

    code = "recognition"


class LabelRefused(RecognitionError):
    """The label is named for what people think, say or are: no class for that can be learned (charter R1, R3, R9)."""

    code = "label_refused"

    def __init__(self, label: str, word: str) -> None:
        super().__init__(
            f"The label {label!r} is refused for its word {word!r}: Clearhall protects people from concrete harm and is no "
            "instrument over what people think or say. Opinion, stance, mood, topic, politics, religion, news and authors are "
            "not recognised, only harms; and machines only suggest, people decide."
        )
        self.label = label
        self.word = word


class UnknownLabel(RecognitionError):
    """The label is not on the closed list and no mapping leads it there."""

    code = "unknown_label"

    def __init__(self, label: str) -> None:
        super().__init__(f"The label {label!r} is not on the closed list of kinds, and no mapping for it was given.")
        self.label = label


class NoRows(RecognitionError):
    """There is nothing to learn or to measure from."""

    code = "no_rows"


class BadRow(RecognitionError):
    """A line of a file of labelled rows cannot be read."""

    code = "bad_row"

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"Line {line}: {why}.")
        self.line = line
        self.why = why


class OneClassOnly(RecognitionError):
    """Every row has the same class, or a class has too few rows to be checked: nothing could be told apart."""

    code = "one_class_only"


class ModelCorrupt(RecognitionError):
    """The file is not what was written: cut off, changed, or no model."""

    code = "model_corrupt"

    def __init__(self, why: str) -> None:
        super().__init__(f"The model file cannot be used: {why}.")
        self.why = why


class UnknownOrigin(RecognitionError):
    """The file does not carry this site's signature: it comes from elsewhere, or was changed. Never used."""

    code = "unknown_origin"

    def __init__(self) -> None:
        super().__init__(
            "The model file is of unknown origin: it was not signed with this site's key. Train one here, or take the file over "
            "if somebody here judges it sound."
        )


class ModelOutdated(RecognitionError):
    """The model was made for another version of the reader. Train it again."""

    code = "model_outdated"

    def __init__(self, *, found: int, wanted: int) -> None:
        super().__init__(f"The model was made for reader version {found}, this program has {wanted}. Train it again.")
        self.found = found
        self.wanted = wanted
