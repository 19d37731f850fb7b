"""Every write of watchposts. Accreditation is given by a body that answers for it; the log names codes and handles only."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from clearhall.desk.accounts.models import Person
from clearhall.desk.bodies.models import Body
from clearhall.desk.ledger.actions import record
from clearhall.desk.lib.actors import Actor, Role
from clearhall.desk.lib.errors import Invalid, NotFound
from clearhall.desk.lib.permissions import PermissionTable
from clearhall.desk.taxonomy.harms import Harm
from clearhall.desk.watchposts.events import WatchpostEvent, WatchpostPermission
from clearhall.desk.watchposts.models import Watchpost, WatchpostMember

TABLE = PermissionTable({WatchpostPermission.ACCREDIT: frozenset({Role.ADMINISTRATOR})})
KINDS = ("bank", "telecom", "school", "charity", "platform", "volunteers")


@transaction.atomic
def accredit_watchpost(
    code: str,
    *,
    kind: str,
    name_zh: str,
    name_en: str,
    body_id: int,
    harms: Collection[str] = (),
    actor: Actor,
    at: datetime,
) -> Watchpost:
    """A new watchpost that may report the `harms` (empty: all sixteen).

    Raises:
        NotFound: no such body, or the actor does not administer it.
        Invalid: the code is taken, or the kind or a harm unknown; the error names the field.
    """
    if not Body.objects.filter(pk=body_id).exists() or not TABLE.check(
        actor, WatchpostPermission.ACCREDIT, body_id=body_id
    ):
        raise NotFound
    if kind not in KINDS:
        raise Invalid(_("The kind must be one of: %(kinds)s.") % {"kinds": ", ".join(KINDS)}, field="kind")
    unknown = sorted(set(harms) - set(Harm))
    if unknown:
        raise Invalid(_("%(harm)s is not a known harm.") % {"harm": unknown[0]}, field="harms")
    if Watchpost.objects.filter(code=code).exists():
        raise Invalid(_("There is a watchpost with this code already."), field="code")
    watchpost = Watchpost.objects.create(
        code=code,
        kind=kind,
        name_zh=name_zh,
        name_en=name_en,
        body_id=body_id,
        harms=sorted(harms),
        accredited_at=at,
    )
    record(
        WatchpostEvent.ACCREDITED,
        subject=f"watchpost:{code}",
        actor=actor,
        at=at,
        after={"kind": kind, "harms": sorted(harms)},
    )
    return watchpost


@transaction.atomic
def add_member(watchpost_id: int, *, person_id: int, actor: Actor, at: datetime) -> WatchpostMember:
    """Let a person report for a watchpost.

    Raises:
        NotFound: no such watchpost or person, or the actor does not administer the watchpost's body.
        Invalid: the person belongs to a watchpost already.
    """
    watchpost = Watchpost.objects.filter(pk=watchpost_id).first()
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    if (
        watchpost is None
        or person is None
        or not TABLE.check(actor, WatchpostPermission.ACCREDIT, body_id=watchpost.body_id)
    ):
        raise NotFound
    if WatchpostMember.objects.filter(person=person).exists():
        raise Invalid(_("This person belongs to a watchpost already."), field="person")
    member = WatchpostMember.objects.create(watchpost=watchpost, person=person)
    record(
        WatchpostEvent.MEMBER_ADDED,
        subject=f"watchpost:{watchpost.code}",
        actor=actor,
        at=at,
        after={"person": person.handle},
    )
    return member
