"""Signing people in for tests, by the page or straight in the session."""

import time
from typing import Any

from django.conf import settings
from django.test import Client

from clearhall.desk.accounts.models import Person

PASSWORD = "seven quiet lanterns"


def with_password(person: Person, password: str = PASSWORD) -> Person:
    person.set_password(password)
    person.save(update_fields=["password"])
    return person


def sign_in(client: Client, person: Person, *, password: str = PASSWORD, **more: Any) -> Any:
    """Through the page."""
    return client.post("/account/sign-in/", {"login": person.username, "password": password}, **more)


def signed_in(person: Person, *, proved: bool = True) -> Client:
    """A browser of this person; `proved`: the password was typed a moment ago."""
    client = Client()
    client.force_login(person)
    if proved:
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
    return client


def requiring_second_factor(monkeypatch: Any) -> None:
    monkeypatch.setattr(settings, "CLEARHALL", settings.CLEARHALL.model_copy(update={"second_factor_required": True}))
