"""Tables of staff, their sign-ins and tokens. Reporters have no account and appear nowhere here.

A column you will not find: an address, a browser's name or a place of a sign-in. Who works here is not traced either.
"""

import secrets
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from clearhall.desk.lib.actors import Role

ROLE_LABELS = {
    Role.CASEWORKER: _("Caseworker"),
    Role.REVIEWER: _("Reviewer"),
    Role.PUBLISHER: _("Publisher"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMINISTRATOR: _("Administrator"),
}


def new_handle() -> str:
    """Opaque name of a person in the ledger: says nothing about who it is."""
    return secrets.token_hex(6)


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username=username)


class Person(AbstractBaseUser):
    """One member of staff or of a watchpost. Personal data: user name, name, e-mail.

    Deactivation ends every way in at once; `jobs.erase_people` takes the personal data away `person_erase_days` later. The
    handle stays, because the log names it.
    """

    username = models.CharField(max_length=80, unique=True)
    handle = models.CharField(max_length=12, unique=True, default=new_handle, editable=False)
    display_name = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    home = models.ForeignKey(
        "bodies.Body", null=True, blank=True, on_delete=models.PROTECT, related_name="people_at_home"
    )  # the body that answers for the person, with or without a role there
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField()
    deactivated_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects = PersonManager()

    def __str__(self) -> str:
        return self.display_name or self.username

    @classmethod
    def normalize_username(cls, username: str) -> str:
        return super().normalize_username(username).strip()


class Membership(models.Model):
    """That a person has a role for a body, and so for the bodies below it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "body", "role"], name="one_membership_a_role"),
            models.CheckConstraint(condition=models.Q(role__in=sorted(Role)), name="membership_names_a_known_role"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} at {self.body_id}"

    @property
    def role_label(self) -> Any:
        return ROLE_LABELS[Role(self.role)]


class DeskSession(AbstractBaseSession):
    """One signed-in browser, or a visitor's preferences. The key is a hash: whoever steals a backup cannot sign in with it.

    `expire_date` is when it ends if nobody comes back, and never after `started_at` plus `session_hours`.
    """

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="sessions")
    started_at = models.DateTimeField(null=True)
    seen_on = models.DateField(null=True)

    @classmethod
    def get_session_store_class(cls) -> Any:
        from clearhall.desk.accounts.sessions import SessionStore  # noqa: PLC0415 (it imports this table)

        return SessionStore


class OneTimeLink(models.Model):
    """A link with which a person sets a password, once. Only the hash of its token is kept."""

    digest = models.BinaryField(max_length=32, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="links")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link for {self.person_id}"


class ApiToken(models.Model):
    """A program's key. Only its SHA-256 is kept; the token itself is shown once, when it is made."""

    digest = models.BinaryField(max_length=32, unique=True)
    name = models.CharField(max_length=100)
    scopes = models.JSONField(default=list)
    watchpost = models.ForeignKey(
        "watchposts.Watchpost", null=True, blank=True, on_delete=models.CASCADE, related_name="tokens"
    )
    body = models.ForeignKey("bodies.Body", null=True, blank=True, on_delete=models.CASCADE, related_name="tokens")
    created_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)  # a day, not a moment: enough to find unused tokens
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="token_belongs_to_a_watchpost_or_a_body",
                condition=models.Q(watchpost__isnull=False, body__isnull=True)
                | models.Q(watchpost__isnull=True, body__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name
