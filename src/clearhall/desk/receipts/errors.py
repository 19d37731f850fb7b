from django.utils.translation import gettext_lazy as _

from clearhall.desk.lib.errors import Invalid, NotFound, TooMany


class ReceiptUnknown(Invalid):
    """Wrong digits, or no such report: the answer is the same and takes as long."""

    code = "receipt_unknown"
    message = _("No report has this receipt code. Please compare the 16 digits with your receipt.")


class ReceiptClosed(NotFound):
    """The half hour is over, or the page was closed."""

    code = "receipt_closed"
    message = _("Your receipt page has been closed. Please enter the code again.")


class TooManyTries(TooMany):
    code = "too_many_tries"
    message = _("Too many codes were tried. Please wait a few minutes and try again.")
