"""The only door to a case: fetch, lock and permission in one call. Another body's case is as absent as one that never was."""

from types import MappingProxyType

from django.db.models import QuerySet

from clearhall.desk.cases.errors import CaseNotFound
from clearhall.desk.cases.events import CasePermission
from clearhall.desk.cases.models import Case
from clearhall.desk.lib.actors import Actor, Role
from clearhall.desk.lib.errors import NotAllowed
from clearhall.desk.lib.permissions import Allowed, Denied, PermissionTable

_WORKERS = frozenset({Role.CASEWORKER, Role.REVIEWER})

# An administrator sets the desk up and sees no case; an auditor sees all and changes nothing.
PERMISSIONS = PermissionTable(
    MappingProxyType(
        {
            CasePermission.VIEW: frozenset({Role.CASEWORKER, Role.REVIEWER, Role.PUBLISHER, Role.AUDITOR}),
            CasePermission.TAKE: frozenset({Role.CASEWORKER}),
            CasePermission.WORK: _WORKERS,
            CasePermission.ASSIGN: _WORKERS,
            CasePermission.HAND_OVER: _WORKERS,
            CasePermission.CLOSE: frozenset({Role.CASEWORKER}),
            CasePermission.DECIDE_TIME: frozenset({Role.REVIEWER}),
            CasePermission.PUBLISH: frozenset({Role.CASEWORKER, Role.PUBLISHER}),
        }
    )
)


def case_for_update(case_id: int, *, actor: Actor, permission: CasePermission) -> Case:
    """The case, locked until the transaction ends.

    Raises:
        CaseNotFound: no such case, or the actor may not know of it.
        NotAllowed: the actor may see it but not do this; the reason is in the message.
    """
    case = _locked(case_id)
    if not PERMISSIONS.check(actor, CasePermission.VIEW, body_id=case.body_id):
        raise CaseNotFound
    if isinstance(answer := may(actor, permission, case=case), Denied):
        raise NotAllowed(details=answer.reason)
    return case


def case_for_reporter(case_id: int) -> Case:
    """The case, locked, for its reporter: the caller has seen the receipt code. Raises CaseNotFound."""
    return _locked(case_id)


def case_to_view(case_id: int, *, actor: Actor) -> Case:
    """The case with its body, place and holder, not locked. Raises CaseNotFound for absent and foreign alike."""
    case = visible_cases(actor).select_related("body", "place", "assignee", "handed_to").filter(pk=case_id).first()
    if case is None:
        raise CaseNotFound
    return case


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """All cases the actor may see: those of the actor's bodies and of the bodies below them."""
    if actor.is_job:
        return Case.objects.all()
    return Case.objects.filter(body_id__in=visible_bodies(actor))


def visible_bodies(actor: Actor) -> frozenset[int]:
    """Keys of the bodies whose cases the actor may see."""
    return PERMISSIONS.bodies(actor, CasePermission.VIEW)


def may(actor: Actor, permission: CasePermission, *, case: Case) -> Allowed | Denied:
    """Whether the actor holds `permission` where the case is now."""
    return PERMISSIONS.check(actor, permission, body_id=case.body_id)


def _locked(case_id: int) -> Case:
    rows = Case.objects.select_for_update(of=("self",)).select_related("body", "assignee")
    case = rows.filter(pk=case_id).first()
    if case is None:
        raise CaseNotFound
    return case
