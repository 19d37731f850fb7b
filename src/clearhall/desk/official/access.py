"""The only door to an entry of the register: fetch, lock and permission in one call. Reading is for everybody."""

from types import MappingProxyType

from clearhall.desk.lib.actors import Actor, Role
from clearhall.desk.lib.permissions import PermissionTable
from clearhall.desk.official.errors import OrganisationNotFound
from clearhall.desk.official.events import OfficialPermission
from clearhall.desk.official.models import Organisation

# Whoever edits a body edits what it keeps.
PERMISSIONS = PermissionTable(MappingProxyType({OfficialPermission.MANAGE: frozenset({Role.ADMINISTRATOR})}))


def organisation_for_update(code: str, *, actor: Actor) -> Organisation:
    """The organisation, locked until the transaction ends. Raises OrganisationNotFound for absent and foreign alike."""
    found = Organisation.objects.select_for_update(of=("self",)).select_related("keeper").filter(code=code).first()
    if found is None or not may_manage(actor, found.keeper_id):
        raise OrganisationNotFound
    return found


def may_manage(actor: Actor, body_id: int) -> bool:
    return bool(PERMISSIONS.check(actor, OfficialPermission.MANAGE, body_id=body_id))


def managed_bodies(actor: Actor) -> frozenset[int]:
    """Keys of the bodies whose entries the actor may change; empty for a job, which may change all."""
    return PERMISSIONS.bodies(actor, OfficialPermission.MANAGE)
