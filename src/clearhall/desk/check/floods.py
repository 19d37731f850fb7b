"""How many texts one source may check: generous for people, dull for a machine that copies the whole desk out by asking."""

import time

from django.http import HttpRequest
from django.utils.translation import gettext as _

from clearhall.desk.check.errors import CheckedTooMuch
from clearhall.desk.lib.buckets import Buckets
from clearhall.desk.lib.limits import limit
from clearhall.desk.lib.sources import source_of

BUCKETS = Buckets(capacity=limit("check_per_source"), refill_per_s=1.0)


PICTURE_BUCKETS = Buckets(capacity=limit("check_pictures_per_source"), refill_per_s=0.1)


def take_picture(request: HttpRequest) -> None:
    """As `take`, for one picture, which costs the desk a thousand times as much. Raises CheckedTooMuch."""
    wait_s = PICTURE_BUCKETS.take(source_of(request), at_s=time.monotonic())
    if wait_s:
        raise CheckedTooMuch(
            _("Many pictures were checked from here just now. Please wait a little, or paste the text of the picture."),
            retry_after_s=int(wait_s) + 1,
        )


def take(request: HttpRequest) -> None:
    """Take one token for where `request` came from; nothing is kept of the source. Raises CheckedTooMuch."""
    wait_s = BUCKETS.take(source_of(request), at_s=time.monotonic())
    if wait_s:
        raise CheckedTooMuch(retry_after_s=int(wait_s) + 1)
