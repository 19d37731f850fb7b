"""Small invented things for tests: bodies, people, reports and cases, made straight in the tables."""

import hashlib
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from clearhall.desk.accounts.models import Membership, Person
from clearhall.desk.accounts.queries import actor_for
from clearhall.desk.bodies.models import Body, Competence, Place
from clearhall.desk.cases.models import Case
from clearhall.desk.lib.actors import Actor, Role
from clearhall.desk.lib.ids import new_id
from clearhall.desk.reports.models import Report
from clearhall.desk.taxonomy.harms import RULES, Harm

NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)  # a Wednesday, noon in Shanghai
_numbers = count(1)


def make_place(code: str = "LJ", *, parent: Place | None = None, level: str = "city") -> Place:
    place, _ = Place.objects.get_or_create(
        code=code, defaults={"parent": parent, "level": level, "name_zh": f"{code}市", "name_en": f"{code} City"}
    )
    return place


def make_body(
    code: str = "",
    *,
    parent: Body | None = None,
    place: Place | None = None,
    harms: tuple[str, ...] = (),
    level: str = "city",
) -> Body:
    code = code or f"body-{next(_numbers)}"
    body = Body.objects.create(
        code=code,
        parent=parent,
        place=place or make_place(),
        level=level,
        name_zh=f"{code}局",
        name_en=f"{code} office",
    )
    body.path = f"{parent.path if parent else '/'}{body.pk}/"
    body.save(update_fields=["path"])
    Competence.objects.bulk_create(Competence(body=body, harm=harm) for harm in harms)
    return body


def make_person(
    username: str = "", *, body: Body | None = None, roles: tuple[Role, ...] = (Role.CASEWORKER,)
) -> Person:
    username = username or f"person{next(_numbers)}"
    person = Person.objects.create(
        username=username, display_name=username.title(), email=f"{username}@desk.example", created_at=NOON
    )
    if body is not None:
        Membership.objects.bulk_create(Membership(person=person, body=body, role=role) for role in roles)
    return person


def make_actor(*, body: Body | None = None, roles: tuple[Role, ...] = (Role.CASEWORKER,)) -> Actor:
    return actor_for(make_person(body=body, roles=roles))


def make_case(
    *,
    body: Body | None = None,
    harm: Harm = Harm.PHISHING,
    text: str = "Your parcel is held, pay at http://parcel.example",
    **fields: Any,
) -> Case:
    """A case with its one report, received at noon unless `opened_at` says otherwise."""
    number = next(_numbers)
    at = fields.pop("opened_at", NOON)
    key = new_id()
    body = body or make_body()
    if fields.get("state") in ("active", "waiting") and not fields.keys() & {"assignee", "assignee_id"}:
        fields["assignee"] = make_person(body=body)
    case = Case.objects.create(
        **{
            "opened_at": at,
            "harm": harm,
            "urgency": RULES[harm].urgency if harm in RULES else 2,
            "body": body,
            "language": "en",
            "group": key,
            "first_response_due_at": at + timedelta(hours=4),
            "due_at": at + timedelta(days=5),
        }
        | fields
    )
    Report.objects.create(
        id=key,
        sequence=1_000_000 + number,
        received_at=at,
        entrance="form",
        harm=harm,
        text=text,
        language="en",
        reporter_kind="resident",
        source="form",
        client_id=f"c{number}",
        receipt_mac=hashlib.sha256(str(number).encode()).digest(),
        signature=b"",
        group=key,
        case=case,
    )
    return case
