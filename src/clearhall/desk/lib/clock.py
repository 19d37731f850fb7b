"""The one place where the desk reads the time. Actions take `at`; pages, jobs and commands pass `now()`."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, UTC, with time zone. May go back when the machine's clock is set back."""
    return datetime.now(UTC)
