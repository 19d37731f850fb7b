"""Why a file is not taken in: each a sentence that says what to send instead."""

from django.utils.translation import gettext_lazy as _

from clearhall.desk.lib.errors import DeskError, Invalid, NotFound, TooLarge


class EvidenceNotFound(NotFound):
    code = "evidence_not_found"


class FileRefused(Invalid):
    """Root of the refusals; `field` is `files`."""

    code = "file_refused"
    message = _("This file cannot be taken in.")

    def __init__(self, message: object = None, *, name: str = "") -> None:
        super().__init__(message, field="files", name=name)


class FileEmpty(FileRefused):
    code = "file_empty"
    message = _("This file is empty. Please choose it again.")


class FileTooLarge(TooLarge):
    code = "file_too_large"
    message = _("This file is larger than 25 MB. Send a smaller picture, or only the important part.")


class TooManyFiles(FileRefused):
    code = "too_many_files"
    message = _("No more than ten files can be sent with one report.")


class UnknownType(FileRefused):
    code = "file_type_unknown"
    message = _(
        "This kind of file is not taken in. Send a picture (PNG, JPEG, WebP, GIF), a PDF, a sound or video, an e-mail or plain text."
    )


class ArchiveRefused(FileRefused):
    code = "file_is_archive"
    message = _("Archives and office documents are not taken in. Send the files one by one, documents as PDF.")


class ProgramRefused(FileRefused):
    code = "file_is_program"
    message = _("Programs and apps are not taken in. Report the link they came from instead.")


class PictureBroken(FileRefused):
    code = "picture_broken"
    message = _("This picture is incomplete or damaged. Please send it again, or take a screenshot of it.")


class PictureTooLarge(FileRefused):
    code = "picture_too_large"
    message = _("This picture has too many pixels. Please send a smaller one, or take a screenshot of it.")


class FileIsTwoThings(FileRefused):
    code = "file_is_two_things"
    message = _("This file hides a second file of another kind. Please take a screenshot of it and send that.")


class EvidenceChanged(DeskError):
    """The stored bytes no longer have the hash they arrived with."""

    code = "evidence_changed"
    status = 500
    message = _("The stored file is not the one that arrived. It is not shown; an administrator must look into it.")
