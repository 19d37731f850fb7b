"""The page a person sees when something went wrong: what happened, what to do, and a number to ask about. Never a traceback."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class ErrorText:
    """Title, one sentence, and what the reader can do."""

    title: Promise
    sentence: Promise
    mend: Promise | str = ""


TEXTS: dict[int, ErrorText] = {
    400: ErrorText(
        _("This request could not be read"),
        _("Something in the address or the form arrived broken."),
        _("Go back, load the page again and try once more."),
    ),
    403: ErrorText(
        _("This is not open to you"),
        _("Your account, or this way of getting here, does not allow it."),
        _("If the page stood open for a long time, load it again. Cookies must be allowed for forms to work."),
    ),
    404: ErrorText(
        _("There is no such page"),
        _("It may have moved, or the address is mistyped. Pages that are not yours to see answer the same."),
    ),
    409: ErrorText(
        _("Somebody was faster"),
        _("This has changed since you opened it."),
        _("Load the page again to see how it stands now."),
    ),
    413: ErrorText(
        _("That is too much at once"),
        _("What you sent is larger than this desk accepts."),
        _("Send fewer or smaller files. A file may have up to 25 MB."),
    ),
    422: ErrorText(
        _("Please check the form"),
        _("One of the entries cannot be used as it is."),
        _("Go back; what you typed is still there in most browsers."),
    ),
    429: ErrorText(
        _("Too many at once"),
        _("This desk slows down when very many requests come from one place. Nothing about you was kept."),
        _("Wait a minute and try again. In danger, do not wait: call the police."),
    ),
    500: ErrorText(
        _("Something broke on our side"),
        _("It is not your fault. What you had already sent and got a receipt for is safe."),
        _("Try again in a few minutes."),
    ),
    503: ErrorText(
        _("The desk is busy or being looked after"),
        _("It will be back in a moment."),
        _("Try again in a few minutes. In danger, do not wait: call the police."),
    ),
}


def error_page(
    request: HttpRequest, status: int, *, reference: str = "", sentence: str = "", mend: str = ""
) -> HttpResponse:
    """Return the error page for `status`; an unknown status reads as 500 but keeps its number.

    Args:
        reference: the number under which the log knows this failure; empty when nothing was logged.
        sentence, mend: replace the standard ones when the error knows better.
    """
    texts = TEXTS.get(status, TEXTS[500])
    values = {
        "status": status,
        "title": texts.title,
        "sentence": sentence or texts.sentence,
        "mend": mend or texts.mend,
        "reference": reference,
    }
    return render(request, "look/error.html", values, status=status)
