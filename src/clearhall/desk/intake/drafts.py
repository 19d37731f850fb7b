"""The guided form between its pages: kept on the server, sealed, under a random token that only the browser has."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from clearhall.desk.intake.models import Draft
from clearhall.desk.intake.rules import new_client_id
from clearhall.desk.lib.limits import limit
from clearhall.desk.lib.sealing import CannotUnseal

SHOWN_AGAIN = timedelta(minutes=30)  # so long can a receipt be shown again in the same browser


@dataclass(slots=True)
class Unfinished:
    """A draft as the pages know it. `answers` are what was typed, by name of field; nothing in them is checked yet."""

    token: str
    client_id: str
    answers: dict[str, str] = field(default_factory=dict)
    is_sent: bool = False


def new_draft() -> Unfinished:
    """A draft that is kept nowhere yet."""
    return Unfinished(secrets.token_urlsafe(32), new_client_id())


def find_draft(token: str, *, at: datetime) -> Unfinished | None:
    """The draft behind a cookie, or None when there is none, it is too old, or its key is gone."""
    if not 20 <= len(token) <= 100:
        return None
    try:
        row = Draft.objects.filter(digest=_digest(token), expires_at__gt=at).first()
    except CannotUnseal:
        return None
    if row is None:
        return None
    content = json.loads(row.content)
    return Unfinished(token, content["client_id"], content["answers"], row.is_sent)


def keep_draft(draft: Unfinished, *, at: datetime) -> None:
    """Keep the answers for seven days from now."""
    _write(draft, is_sent=False, expires_at=at + timedelta(days=limit("draft_days")))


def close_draft(draft: Unfinished, *, at: datetime) -> None:
    """Erase the answers, because the report is stored, and keep the id for as long as the receipt may be shown again."""
    draft.answers, draft.is_sent = {}, True
    _write(draft, is_sent=True, expires_at=at + SHOWN_AGAIN)


def forget_draft(token: str) -> None:
    """Erase a draft, whatever is in it."""
    Draft.objects.filter(digest=_digest(token)).delete()


def erase_old_drafts(*, at: datetime) -> int:
    """Erase all drafts whose time is over. Returns how many."""
    return Draft.objects.filter(expires_at__lte=at).delete()[0]


def _write(draft: Unfinished, *, is_sent: bool, expires_at: datetime) -> None:
    content = json.dumps({"client_id": draft.client_id, "answers": draft.answers}, ensure_ascii=False)
    Draft.objects.update_or_create(
        digest=_digest(draft.token), defaults={"content": content, "is_sent": is_sent, "expires_at": expires_at}
    )


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
