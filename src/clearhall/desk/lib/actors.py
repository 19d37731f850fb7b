"""Who did it: a person, a watchpost, a reporter with a receipt, or a named job. There is no anonymous writer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

NOBODY: Mapping[str, frozenset[int]] = MappingProxyType({})


class Role(StrEnum):
    """What a person does for one body. A role at a body reaches the bodies below it in the tree."""

    CASEWORKER = "caseworker"
    REVIEWER = "reviewer"
    PUBLISHER = "publisher"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who may act, as the rest of the desk knows them.

    `label` goes into the ledger: `person:<opaque id>`, `watchpost:<code>`, `reporter` (never which one), `job:<name>`.
    `roles` maps a role to the keys of the bodies where it is held, the bodies below included.
    `person_id` is the key of the signed-in person, None for everybody else.
    """

    label: str
    person_id: int | None = None
    roles: Mapping[str, frozenset[int]] = field(default_factory=lambda: NOBODY)
    is_job: bool = False

    def bodies_as(self, *roles: Role) -> frozenset[int]:
        """Keys of the bodies where the actor holds at least one of `roles`; empty when none."""
        return frozenset().union(*(self.roles.get(role, frozenset()) for role in roles))

    def is_any(self, *roles: Role) -> bool:
        return bool(self.bodies_as(*roles))

    @property
    def is_staff(self) -> bool:
        return self.person_id is not None and any(self.roles.values())


def job(name: str) -> Actor:
    """The actor for background work: `job("retention")`."""
    return Actor(f"job:{name}", is_job=True)


REPORTER = Actor("reporter")  # one label for all of them: the ledger cannot tell two reporters apart
PUBLIC = Actor("public")
