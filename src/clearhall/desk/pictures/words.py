"""What the desk says of pictures, in the reader's language."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clearhall.engine.pictures import CodeKind, Reason

CODES: dict[str, Any] = {
    CodeKind.QR: gettext_lazy("QR code"),
    CodeKind.BARCODE: gettext_lazy("Bar code"),
    CodeKind.DATA_MATRIX: gettext_lazy("Data Matrix code"),
    CodeKind.AZTEC: gettext_lazy("Aztec code"),
    CodeKind.PDF417: gettext_lazy("PDF417 code"),
    CodeKind.OTHER: gettext_lazy("Code"),
}


def alike_sentence(reason: str, *, distance: int | None, landmarks: int) -> str:
    """Why two pictures are thought to be alike."""
    if reason == Reason.SHARED_LANDMARKS or distance is None:
        return _("A part of it, or a copy inside another picture: %(count)s marked spots agree.") % {"count": landmarks}
    if distance == 0 and reason == Reason.SAME_PICTURE:
        return _("The same picture.")
    sentence = (
        _("The same picture, saved or scaled again: %(bits)s of 256 bits differ.")
        if reason == Reason.SAME_PICTURE
        else _("The same picture, turned or mirrored: %(bits)s of 256 bits differ.")
    )
    return sentence % {"bits": distance}
