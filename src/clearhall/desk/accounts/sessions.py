"""Sessions in our own table: the key hashed, the person named, so that somebody's sessions can be listed and ended."""

import base64
import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from clearhall.desk.accounts.models import DeskSession
from clearhall.desk.lib import sealing
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.limits import limit

SEAL_PURPOSE = "accounts.session"
STARTED = "signed_in_at"
TOUCH_EVERY = timedelta(minutes=5)  # an idle time-out of an hour needs no finer clock, and pages stay free of writes


def stored_key(session_key: str) -> str:
    """How a cookie's session key stands in the table. A plain hash is enough: the key has 165 random bits."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


def idle_end(started_at: datetime, *, at: datetime) -> datetime:
    """When a session ends if nobody comes back after `at`: the idle time-out, and never after its longest life."""
    longest = started_at + timedelta(hours=limit("session_hours"))
    return min(at + timedelta(minutes=limit("session_idle_minutes")), longest)


class SessionStore(DatabaseStore):
    """Django's database sessions, found by the hash of the cookie's key."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Sealed as well as signed: while a second factor is set up its secret lies here."""
        return base64.b64encode(sealing.seal(super().encode(session_dict).encode(), purpose=SEAL_PURPOSE)).decode()

    def decode(self, session_data: str) -> dict[str, Any]:
        try:
            return super().decode(sealing.unseal(base64.b64decode(session_data), purpose=SEAL_PURPOSE).decode())
        except (sealing.CannotUnseal, ValueError):
            return {}

    @classmethod
    def get_model_class(cls) -> Any:
        return DeskSession

    def _get_session_from_db(self) -> DeskSession | None:
        found = self.model.objects.filter(session_key=stored_key(self.session_key or ""), expire_date__gt=now()).first()
        if found is None:
            self._session_key = None
            return None
        self.ends_at = found.expire_date
        return found

    def exists(self, session_key: str) -> bool:
        return bool(self.model.objects.filter(session_key=stored_key(session_key)).exists())

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            self.model.objects.filter(session_key=stored_key(key)).delete()

    def create_model_instance(self, data: dict[str, Any]) -> DeskSession:
        moment, person_id = now(), data.get(SESSION_KEY)
        row = DeskSession(session_key=stored_key(self._get_or_create_session_key()))
        row.expire_date = self.get_expiry_date(modification=moment)
        if person_id is not None:
            started_at = datetime.fromisoformat(data.setdefault(STARTED, moment.isoformat()))
            row.person_id, row.started_at, row.seen_on = int(person_id), started_at, moment.date()
            row.expire_date = idle_end(started_at, at=moment)
        row.session_data = self.encode(data)
        return row


def touch(store: Any, *, at: datetime) -> None:
    """Push the idle time-out of a signed-in session, at most every few minutes: one small statement, no session is saved."""
    started, ends_at = store.get(STARTED), getattr(store, "ends_at", None)
    if started is None or ends_at is None:
        return
    end = idle_end(datetime.fromisoformat(started), at=at)
    if end - ends_at >= TOUCH_EVERY:
        rows = DeskSession.objects.filter(session_key=stored_key(store.session_key))
        rows.update(expire_date=end, seen_on=at.date())
