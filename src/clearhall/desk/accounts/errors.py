"""What can go wrong with people, roles, links and tokens."""

from django.utils.translation import gettext_lazy as _

from clearhall.desk.lib.errors import DeskError, Invalid, NotAllowed, NotFound, NotNow


class PersonNotFound(NotFound):
    code = "person_not_found"


class NotYours(NotAllowed):
    """The person also works for bodies outside the administrator's reach."""

    code = "person_not_yours"
    message = _("This person also works for a body outside your reach. Ask an administrator above both.")


class NotForYourself(NotAllowed):
    code = "not_for_yourself"
    message = _("You cannot do this for yourself. Ask another administrator.")


class LastAdministrator(NotNow):
    """Without this person nobody could administer the body any more."""

    code = "last_administrator"
    message = _("This is the last administrator of this body. Name another one first.")


class UsernameTaken(Invalid):
    code = "username_taken"
    message = _("This user name is taken. Please choose another.")


class AlreadyDeactivated(NotNow):
    code = "person_deactivated"
    message = _("This person has been deactivated.")


class LinkNotValid(NotFound):
    code = "link_not_valid"
    message = _("This link has been used or is too old. Ask your administrator for a new one.")


class TokenNotFound(NotFound):
    code = "token_not_found"


class TokenRefused(DeskError):
    """No token, an unknown, expired or revoked one: the answer is the same."""

    code = "token_refused"
    status = 401
    message = _("This needs a valid API token in the header Authorization: Bearer …")


class ScopeMissing(NotAllowed):
    code = "scope_missing"
    message = _("The token does not carry the scope that this needs.")


class WatchpostSuspended(NotAllowed):
    code = "watchpost_suspended"
    message = _("This watchpost is suspended at the moment.")
