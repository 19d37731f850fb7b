"""Ending sign-ins. Not recorded in the log: when somebody signs in and out is nobody's business but theirs."""

from clearhall.desk.accounts.models import DeskSession, Person


def end_sessions(person: Person, *, but: str | None = None) -> int:
    """End all sign-ins of a person at once, on all devices. Returns how many.

    Args:
        but: stored key of the one to keep (`sessions.stored_key`).
    """
    rows = DeskSession.objects.filter(person=person)
    return rows.exclude(session_key=but).delete()[0] if but else rows.delete()[0]


def end_session(session_key: str, *, person: Person) -> bool:
    """End one of the person's own sign-ins by its stored key. Returns whether there was one."""
    return bool(DeskSession.objects.filter(person=person, session_key=session_key).delete()[0])
