"""The sealed secrets of second factors, which stand inside allauth's JSON: which keys they need, and sealing them anew."""

import base64
from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.db import transaction

from clearhall.desk.lib import sealing

PURPOSE = "accounts.second_factor"
_FIELDS = ("secret", "seed")  # of an authenticator app; of recovery codes. A passkey's data is public.


def seal_text(text: str) -> str:
    return base64.b64encode(sealing.seal(text.encode(), purpose=PURPOSE)).decode()


def unseal_text(sealed: str) -> str:
    """The text that was sealed. Raises CannotUnseal."""
    return sealing.unseal(base64.b64decode(sealed), purpose=PURPOSE).decode()


def keys_used() -> set[str]:
    """Ids of the field keys that some second factor needs."""
    return {sealing.sealed_with(base64.b64decode(row.data[name])) for row, name in _sealed()}


@transaction.atomic
def reseal() -> int:
    """Seal all secrets with the newest key that an older one sealed. Safe to run again. Returns how many."""
    newest = next(iter(sealing.ring())).hex()
    count = 0
    for row, name in _sealed():
        if sealing.sealed_with(base64.b64decode(row.data[name])) != newest:
            row.data[name] = seal_text(unseal_text(row.data[name]))
            row.save(update_fields=["data"])
            count += 1
    return count


def _sealed() -> Iterator[tuple[Authenticator, str]]:
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
    for row in Authenticator.objects.filter(type__in=kinds).order_by("pk").iterator():
        yield from ((row, name) for name in _FIELDS if name in row.data)
