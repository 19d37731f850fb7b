"""Names of audit events and permissions. Never reuse or rename an event: they stand in the log."""

from enum import StrEnum


class PersonEvent(StrEnum):
    INVITED = "person:invited"
    LINK_MADE = "person:link_made"
    PASSWORD_SET = "person:password_set"  # noqa: S105 (the name of an event)
    ROLE_GIVEN = "person:role_given"
    ROLE_TAKEN = "person:role_taken"
    SECOND_FACTOR_ADDED = "person:second_factor_added"
    SECOND_FACTOR_REMOVED = "person:second_factor_removed"
    DEACTIVATED = "person:deactivated"
    ERASED = "person:erased"


class TokenEvent(StrEnum):
    ISSUED = "token:issued"
    REVOKED = "token:revoked"


class PersonPermission(StrEnum):
    VIEW = "people:view"
    MANAGE = "people:manage"
    TOKENS = "tokens:manage"


class Scope(StrEnum):
    """What a token may do. A watchpost's token never carries more than the two for reports."""

    REPORTS_WRITE = "reports:write"
    REPORTS_READ_OWN = "reports:read_own"
    CASES_READ = "cases:read"


WATCHPOST_SCOPES = frozenset({Scope.REPORTS_WRITE, Scope.REPORTS_READ_OWN})
