"""Permission questions answer with a reason, so that a page can explain itself.

Each feature's `access.py` holds its own table `PermissionTable({Permission.X: {Role.Y}})`; the table is the only place where
a role turns into a right.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from clearhall.desk.lib.actors import Actor, Role


@dataclass(frozen=True, slots=True)
class Allowed:
    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Denied:
    """Why not, in words for the person concerned (translated by the page)."""

    reason: str

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class PermissionTable:
    """Which roles carry which permission (`scope:action`). Jobs carry all of them: they are our own code, by name."""

    roles_by_permission: Mapping[str, frozenset[Role]]

    def bodies(self, actor: Actor, permission: str) -> frozenset[int]:
        """Keys of the bodies where `actor` holds `permission`. Raises KeyError for a permission the table lacks."""
        return actor.bodies_as(*self.roles_by_permission[permission])

    def check(self, actor: Actor, permission: str, *, body_id: int) -> Allowed | Denied:
        if actor.is_job or body_id in self.bodies(actor, permission):
            return Allowed()
        return Denied(f"needs the permission {permission} at this body")
