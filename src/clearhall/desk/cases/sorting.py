"""What a case is about: correcting the harm that the reporter chose, keeping it against a machine's suggestion."""

from datetime import datetime

from django.db import transaction

from clearhall.desk.cases import words
from clearhall.desk.cases.access import case_for_update
from clearhall.desk.cases.clocks import Clocks
from clearhall.desk.cases.errors import AlreadyThere, HarmNotPermitted
from clearhall.desk.cases.events import CaseEvent, CasePermission
from clearhall.desk.cases.holding import add_note, require_holder
from clearhall.desk.cases.log import record_step, standing
from clearhall.desk.cases.models import Case, DismissedSuggestion, NoteKind
from clearhall.desk.cases.states import Move, state_after
from clearhall.desk.lib.actors import Actor
from clearhall.desk.reports.models import Report, ReporterKind
from clearhall.desk.taxonomy.harms import RULES, SELF_REPORTABLE, Harm


@transaction.atomic
def reclassify_case(case_id: int, *, harm: Harm, reason: str, actor: Actor, at: datetime) -> Case:
    """Change what the case is about. Urgency and clock follow the new harm, the clock from where it started.

    The report keeps what its reporter chose. Handing the case to the body for the new harm is a step of its own.

    Args:
        reason: three words or more; kept as a note.

    Raises:
        CaseNotFound, NotAllowed, MoveNotAllowed, NotHolder: as everywhere.
        Invalid: too little of a reason. AlreadyThere: it is that harm already.
        HarmNotPermitted: charter R5, through the back door too.
    """
    case = case_for_update(case_id, actor=actor, permission=CasePermission.WORK)
    before, state = standing(case), state_after(case.state, Move.RECLASSIFY)
    require_holder(case, Move.RECLASSIFY, actor=actor)
    reason = words.reason(reason)
    harms = (str(case.harm), str(harm))
    if harms[0] == harms[1]:
        raise AlreadyThere(field="harm")
    if harm not in harms_permitted(case):
        raise HarmNotPermitted(field="harm", harm=str(harm))
    case.state, case.harm, case.urgency = state, harm, RULES[harm].urgency
    Clocks().wind(case)
    case.save(update_fields=["state", "harm", "urgency", "first_response_due_at", "due_at"])
    index = record_step(CaseEvent.HARM_CHANGED, case, before=before, actor=actor, at=at)
    add_note(case, reason, kind=NoteKind.RECLASSIFY, index=index, actor=actor, at=at, harms=harms)
    return case


@transaction.atomic
def dismiss_suggestion(case_id: int, *, harm: Harm, actor: Actor, at: datetime) -> DismissedSuggestion:
    """Keep the case as it is against the suggested `harm`: it is not suggested for this case again, and the next model learns it.

    Dismissing twice changes nothing.

    Raises:
        CaseNotFound, NotAllowed: as everywhere.
    """
    case = case_for_update(case_id, actor=actor, permission=CasePermission.WORK)
    found, is_new = DismissedSuggestion.objects.get_or_create(
        case=case, harm=harm, defaults={"actor_label": actor.label, "at": at}
    )
    if is_new:
        record_step(CaseEvent.SUGGESTION_DISMISSED, case, before=standing(case), actor=actor, at=at)
    return found


def harms_permitted(case: Case) -> list[Harm]:
    """The harms that a report of this reporter may be about, in taxonomy order (charter R5)."""
    harms = list(RULES)
    for kind, is_about_itself in Report.objects.filter(case=case).values_list(
        "reporter_kind", "is_about_reporting_body"
    ):
        if kind == ReporterKind.BUSINESS:
            harms = [harm for harm in harms if harm is not Harm.FALSE_CLAIM]
        if kind == ReporterKind.BODY and is_about_itself:
            harms = [harm for harm in harms if harm in SELF_REPORTABLE]
    return harms
