"""Senders made from what other features know: a watchpost, a body and its member of staff."""

from clearhall.desk.intake.types import Sender
from clearhall.desk.lib.actors import Actor
from clearhall.desk.watchposts.models import Watchpost


def watchpost_sender(watchpost: Watchpost, *, entrance: str) -> Sender:
    """The sender that a watchpost is, by whichever entrance: its client ids share one namespace."""
    return Sender(
        kind="watchpost",
        source=f"watchpost:{watchpost.code}",
        entrance=entrance,
        actor=Actor(f"watchpost:{watchpost.code}"),
        watchpost_id=watchpost.pk,
        harms=frozenset(watchpost.harms),
        daily_quota=watchpost.daily_quota,
        is_suspended=watchpost.suspended_at is not None,
    )


def body_sender(*, body_id: int, body_code: str, entrance: str, actor: Actor | None = None) -> Sender:
    """The sender that a public body is (charter R5 applies to it)."""
    return Sender("body", f"body:{body_code}", entrance, actor=actor or Actor(f"body:{body_code}"), body_id=body_id)
