"""Two bodies that must not see each other, a parent that sees both, and people in each role."""

from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from clearhall.desk.accounts.queries import actor_for
from clearhall.desk.bodies.models import Body
from clearhall.desk.cases.models import Case, Note, PublishedOutcome
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib.actors import Role
from clearhall.desk.mailbox.models import Message
from tests.factories import make_body, make_person


@dataclass
class Desk:
    city: Body
    police: Body
    market: Body
    mark: int = 0  # records of the log before the act of a test

    def person(self, body: Body | None = None, *roles: Role):
        return make_person(body=body or self.police, roles=roles or (Role.CASEWORKER,))

    def actor(self, body: Body | None = None, *roles: Role):
        return actor_for(self.person(body, *roles))


@pytest.fixture
def desk(db):
    city = make_body("city")
    police = make_body("police", parent=city, harms=("phishing", "telecom_fraud"))
    return Desk(city, police, make_body("market", parent=city, harms=("unsafe_goods",)))


def everything(case: Case) -> SimpleNamespace:
    """All that an act could have changed, for comparing before and after a refusal."""
    return SimpleNamespace(
        row=Case.objects.filter(pk=case.pk).values().get(),
        records=LedgerEntry.objects.count(),
        messages=Message.objects.count(),
        notes=Note.objects.count(),
        answers=list(PublishedOutcome.objects.values().order_by("pk")),
    )
