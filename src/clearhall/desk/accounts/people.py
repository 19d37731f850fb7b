"""Reads of people by role, for features that hand work to someone."""

from django.db.models import Q, QuerySet

from clearhall.desk.accounts.models import Person
from clearhall.desk.bodies.models import Body
from clearhall.desk.lib.actors import Role


def people_at(body_id: int, *, role: Role) -> QuerySet[Person]:
    """Active people who hold `role` at a body, there or at a body above it, by name; none when there is no such body."""
    path = Body.objects.filter(pk=body_id).values_list("path", flat=True).first()
    above = [int(key) for key in (path or "").split("/") if key]
    reached = Q(memberships__body_id__in=above, memberships__role=role)
    return Person.objects.filter(reached, is_active=True).distinct().order_by("display_name", "username")
