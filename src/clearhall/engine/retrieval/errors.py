"""What can go wrong with a fact-check index or a re-ranking model, by name."""

from __future__ import annotations


class RetrievalError(Exception):
    """Any error of this package; `code` is stable and may be stored or translated."""

    code = "retrieval"


class FileCorrupt(RetrievalError):
    """The file is not what was written: cut off, changed, or of another kind. Make it again; never answer from it."""

    code = "file_corrupt"

    def __init__(self, why: str) -> None:
        super().__init__(f"the file cannot be used: {why}")
        self.why = why


class FileStale(RetrievalError):
    """The file is whole but another version or configuration wrote it. Make it again."""

    code = "file_stale"

    def __init__(self, *, found: str, wanted: str) -> None:
        super().__init__(f"the file was made with configuration {found}, this program uses {wanted}")
        self.found = found
        self.wanted = wanted


class FileForeign(RetrievalError):
    """The file does not carry this site's signature: it comes from elsewhere, or was signed with a former key. Never used."""

    code = "unknown_origin"

    def __init__(self) -> None:
        super().__init__("the file was not made by this desk; train here")


class NothingToLearn(RetrievalError):
    """The training pairs name no document that the index holds and finds."""

    code = "nothing_to_learn"


class TooManyDocuments(RetrievalError):
    """One index holds at most 2 ** 32 - 1 documents."""

    code = "too_many_documents"
