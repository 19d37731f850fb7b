"""What can go wrong when somebody checks a text."""

from django.utils.translation import gettext_lazy as _

from clearhall.desk.lib.errors import Invalid, TooMany


class NothingToCheck(Invalid):
    """Nothing is left of the text once what cannot be seen is taken away."""

    code = "nothing_to_check"
    message = _("Please paste the message, link or number that you want to check.")


class TextTooLong(Invalid):
    """More characters than the limit `check_text`."""

    code = "text_too_long"


class CheckedTooMuch(TooMany):
    code = "checked_too_much"
    message = _("Very many texts were checked from here just now. Please wait a few seconds and try again.")


class PictureUnfit(Invalid):
    """No picture, or one that cannot be looked at; the message says what to send instead."""

    code = "picture_unfit"
    message = _("This picture cannot be looked at.")


class PicturesBusy(TooMany):
    """Others wait already; `retry_after_s` says when to come back."""

    code = "pictures_busy"
    status = 503
    message = _(
        "Many pictures are being looked at just now. Please try again in half a minute, or paste the text of the picture."
    )
