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
