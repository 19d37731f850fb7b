"""What can go wrong with a case, by name."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from clearhall.desk.lib.errors import Invalid, NotAllowed, NotFound, NotNow


class CaseNotFound(NotFound):
    """No such case, or one whose existence the actor may not learn."""

    code = "case_not_found"


class MoveNotAllowed(NotNow):
    code = "move_not_allowed"
    message = _("A case in this state does not allow that step. Please reload the page to see where it stands.")

    def __init__(self, state: str, move: str) -> None:
        super().__init__(state=str(state), move=str(move))
        self.state, self.move = state, move


class AlreadyTaken(NotNow):
    """Somebody else was first. `details` holds the handle of who has it."""

    code = "already_taken"
    message = _("Somebody else has already taken this case.")

    def __init__(self, holder: str, *, name: str) -> None:
        super().__init__(_("%(name)s has already taken this case.") % {"name": name} if name else None, holder=holder)


class AlreadyYours(NotNow):
    code = "already_yours"
    message = _("You already have this case.")


class NotHolder(NotNow):
    """The step belongs to the person who has the case."""

    code = "not_holder"
    message = _("Only the person who has this case can do that. Take it over first: assign it to yourself.")


class NeedsAPerson(NotAllowed):
    code = "needs_a_person"
    message = _("Only a person who is signed in can do this.")


class AlreadyThere(Invalid):
    code = "already_there"
    message = _("The case is there already. Please choose another.")


class NobodyThere(Invalid):
    """The person is not a caseworker of the body, or there is none; the answer is the same."""

    code = "nobody_there"
    message = _("This person is not a caseworker of the body that has the case. Please choose one who is.")


class OutcomeNotPermitted(Invalid):
    """Charter R3 and R4: what may be published depends on the harm alone."""

    code = "outcome_not_permitted"
    message = _("The list of harms does not permit this outcome for this kind of case.")


class HarmNotPermitted(Invalid):
    """Charter R5: who reported decides what it may be called."""

    code = "harm_not_permitted"
    message = _("A report from this kind of reporter cannot be about that harm.")


class AnswerRequired(Invalid):
    code = "answer_required"
    message = _("A resolved case needs a public answer in at least one language.")


class NothingToCorrect(NotNow):
    code = "nothing_to_correct"
    message = _("There is no published answer yet, or somebody has just corrected it. Please reload the page.")


class AlreadyAnswered(NotNow):
    code = "already_answered"
    message = _("There is a published answer already. Please correct it instead.")


class ReopenedBefore(NotNow):
    code = "reopened_before"
    message = _("A case can be reopened once. Please make a new report.")


class TooLateToReopen(NotNow):
    code = "too_late_to_reopen"
    message = _("The time for reopening this case is over. Please make a new report.")

    def __init__(self, *, days: int, **details: Any) -> None:
        super().__init__(days=days, **details)


class TooManyCases(Invalid):
    code = "too_many_cases"
    message = _("Too many cases for one act. Please choose fewer.")


class ClockPaused(NotNow):
    code = "clock_paused"
    message = _("The time to close is paused already.")


class ClockRuns(NotNow):
    code = "clock_runs"
    message = _("The time to close is not paused.")


class TimeAskedAlready(NotNow):
    code = "time_asked_already"
    message = _("More time was asked for already and nobody has decided yet.")


class NoTimeRequest(NotNow):
    code = "no_time_request"
    message = _("Nobody has asked for more time, or somebody has just decided. Please reload the page.")


class OwnTimeRequest(NotAllowed):
    """Two people: who asks does not decide."""

    code = "own_time_request"
    message = _("Who asks for more time cannot decide on it. Please ask a colleague.")


class RefusedThere(Invalid):
    """Handing it there again would start a quarrel without end; a body above both decides."""

    code = "refused_there"
    message = _("That body has refused this case. Hand it to another, or to a body above both, which decides.")


class NotOffered(NotNow):
    code = "not_offered"
    message = _("This case was not handed to your body, or it has been accepted already.")


class BindingTransfer(NotNow):
    code = "binding_transfer"
    message = _("A body above has decided that the case belongs here. Hand it over with a reason if that has changed.")
