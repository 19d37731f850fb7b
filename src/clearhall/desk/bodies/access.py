"""The only door to a body: fetch, lock and permission in one call."""

from clearhall.desk.bodies.errors import BodyNotFound
from clearhall.desk.bodies.events import BodyPermission
from clearhall.desk.bodies.models import Body
from clearhall.desk.lib.actors import Actor, Role
from clearhall.desk.lib.permissions import PermissionTable

TABLE = PermissionTable(
    {
        BodyPermission.MANAGE: frozenset({Role.ADMINISTRATOR}),
        BodyPermission.VIEW: frozenset(Role),
    }
)


def body_for_update(body_id: int, *, actor: Actor, permission: BodyPermission = BodyPermission.MANAGE) -> Body:
    """The body, locked until the transaction ends.

    Raises:
        BodyNotFound: no such body, or the actor may not manage it. The tree is no secret, but the answer is one and the same.
    """
    body = Body.objects.select_for_update(of=("self",)).select_related("parent").filter(pk=body_id).first()
    if body is None or not TABLE.check(actor, permission, body_id=body_id):
        raise BodyNotFound
    return body


def manages(actor: Actor, body_id: int) -> bool:
    return bool(TABLE.check(actor, BodyPermission.MANAGE, body_id=body_id))


def manages_all(actor: Actor) -> bool:
    """Whether the actor may change what all bodies share, as calendars: whoever manages a body at the top of the tree."""
    reach = TABLE.bodies(actor, BodyPermission.MANAGE)
    return actor.is_job or (bool(reach) and Body.objects.filter(pk__in=reach, parent__isnull=True).exists())
