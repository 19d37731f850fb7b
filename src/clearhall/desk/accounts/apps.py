"""The app, and the one place where allauth tells us that somebody changed a second factor of their own."""

from typing import Any

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "clearhall.desk.accounts"
    label = "accounts"

    def ready(self) -> None:
        from allauth.mfa import signals  # noqa: PLC0415 (tables exist only from here on)

        signals.authenticator_added.connect(_added, dispatch_uid="accounts.added")
        signals.authenticator_removed.connect(_removed, dispatch_uid="accounts.removed")


def _added(**told: Any) -> None:
    _note(is_added=True, **told)


def _removed(**told: Any) -> None:
    _note(is_added=False, **told)


def _note(*, is_added: bool, request: Any, user: Any, authenticator: Any, **_told: Any) -> None:
    from clearhall.desk.accounts.actions import note_second_factor  # noqa: PLC0415 (as above)
    from clearhall.desk.accounts.middleware import HAS_SECOND_FACTOR  # noqa: PLC0415
    from clearhall.desk.accounts.sessions import stored_key  # noqa: PLC0415
    from clearhall.desk.lib.clock import now  # noqa: PLC0415

    request.session.pop(HAS_SECOND_FACTOR, None)
    keep = stored_key(request.session.session_key or "")
    note_second_factor(user, kind=str(authenticator.type), is_added=is_added, keep_session=keep, at=now())
