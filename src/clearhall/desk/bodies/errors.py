from django.utils.translation import gettext_lazy as _

from clearhall.desk.lib.errors import DeskError, Invalid, NotAllowed, NotFound, NotNow


class BodyNotFound(NotFound):
    code = "body_not_found"


class NoCompetentBody(DeskError):
    """No body at all handles this harm; the desk is not set up to the end."""

    code = "no_competent_body"
    status = 503
    exit_code = 3
    message = _("No body of this desk handles this harm yet. An administrator must name one.")


class CodeTaken(Invalid):
    code = "body_code_taken"
    message = _("Another body has this code. Please choose a different one.")


class NotBelowItself(Invalid):
    """The new parent is the body itself or lies below it."""

    code = "body_below_itself"
    message = _("A body cannot come below itself. Choose a parent outside its own branch.")


class TreeTooDeep(Invalid):
    code = "tree_too_deep"
    message = _("The tree of bodies would become deeper than the desk allows.")


class HasActiveBodies(NotNow):
    code = "body_has_active_bodies"
    message = _("Bodies below this one are still active. Deactivate or move them first.")


class ParentInactive(NotNow):
    code = "body_parent_inactive"
    message = _("The body above is not active. Activate it first.")


class PlaceNotFound(NotFound):
    code = "place_not_found"
    message = _("There is no place with this code.")


class CalendarInUse(NotAllowed):
    """Only administrators at the top of the tree change calendars, because several bodies share one."""

    code = "calendar_not_yours"
    message = _("Calendars are shared by bodies. Only an administrator at the top of the tree can change them.")


class CalendarPast(NotNow):
    """Deadlines that ran under a version of the past were reckoned with it."""

    code = "calendar_past"
    message = _(
        "A version that holds already is not changed, because deadlines were reckoned with it. Add one from a later day."
    )
