"""What can go wrong when a report comes in, by name."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from clearhall.desk.lib.errors import DeskError, Invalid, NotAllowed, NotNow, TooMany


class ReportRefused(Invalid):
    """A field of a report is wrong; `field` names it."""

    code = "report_refused"


class NotAboutYourself(Invalid):
    """Charter R5: a public body reports about itself only impersonation, phishing and security hazards."""

    code = "not_about_yourself"
    message = _(
        "A public body may report something about itself only when it is impersonation, phishing or a security hazard. "
        "Criticism of a public body is not a harm that this desk handles."
    )


class CriticismIsNoHarm(Invalid):
    """Charter R5: a business cannot have what is said about it checked or removed."""

    code = "criticism_is_no_harm"
    message = _(
        "A business cannot report what people say about it: reviews and criticism are not handled here. "
        "If your name, page or goods are being copied, choose “Infringement of a business”."
    )


class NotAccredited(NotAllowed):
    """The watchpost is suspended, or not accredited for this harm."""

    code = "not_accredited"


class ClientIdReused(NotNow):
    """The same client id came before with other content. `field` names the first field that differs."""

    code = "client_id_reused"
    message = _(
        "A report with this client id was received before, and this field was different. Use a new id for a new report."
    )


class QuotaUsedUp(TooMany):
    """The watchpost's reports of today are used up."""

    code = "quota_used_up"
    message = _("The daily number of reports of this watchpost is used up. It starts again at midnight.")


class BatchRefused(Invalid):
    """At least one row is wrong and nothing was stored.

    `details` holds `rows` (the first bad ones: row, code, field, message) and `bad_rows` (how many there are).
    """

    code = "batch_refused"
    message = _(
        "Nothing was stored, because some rows are wrong. Mend them, or send again with partial=true to store the others."
    )

    def __init__(self, faults: Sequence[tuple[int, DeskError]], *, shown: int = 50) -> None:
        rows: list[dict[str, Any]] = [
            {"row": row, "code": fault.code, "field": fault.field, "message": str(fault)}
            for row, fault in faults[:shown]
        ]
        super().__init__(field=faults[0][1].field if faults else None, rows=rows, bad_rows=len(faults))
