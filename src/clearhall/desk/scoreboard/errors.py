"""What can go wrong on a page of statistics."""

from django.utils.translation import gettext_lazy as _

from clearhall.desk.lib.errors import Invalid, NotFound


class NoSuchPeriod(Invalid):
    code = "no_such_period"
    message = _("There is no such period. Choose 30, 90 or 365 days.")


class NoSuchSelection(Invalid):
    """Neither a harm nor a place nor a body of this desk."""

    code = "no_such_selection"
    message = _("There are no figures for this choice. Choose a harm or a place from the list.")


class NoSuchTable(NotFound):
    code = "no_such_table"
    message = _("There is no such table of statistics.")
