from django.utils.translation import gettext_lazy as _

from clearhall.desk.lib.errors import DeskError


class BackupBroken(DeskError):
    """The file is not a whole backup: a part is missing, shortened or changed. `details` names it."""

    code = "backup_broken"
    exit_code = 4
    message = _("This file is not a complete backup of a desk.")


class TargetNotEmpty(DeskError):
    code = "target_not_empty"
    exit_code = 4
    message = _("The target already holds a desk. Choose an empty one; nothing was written.")
