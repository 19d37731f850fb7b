"""Filling a new desk with the invented city, through the same actions that pages and programs call.

Each stage is one transaction that ends with a record in the log: a stage that was cut off leaves nothing behind and is done
again from its beginning; one that is done is not done twice.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from clearhall.desk.campaigns.actions import link_page
from clearhall.desk.cases.queries import learnable_rows
from clearhall.desk.city.bodies import BODIES, CITY_TIME
from clearhall.desk.city.founding import found_bodies, found_people
from clearhall.desk.city.official import found_register
from clearhall.desk.city.people import PEOPLE, SIGN_INS
from clearhall.desk.city.pictures import send_pictures
from clearhall.desk.city.playing import example_receipt, play
from clearhall.desk.city.reports import DAYS, invent_reports
from clearhall.desk.city.slips import with_slips
from clearhall.desk.city.stories import invent_stories
from clearhall.desk.ledger.actions import record
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib.actors import job
from clearhall.desk.lib.clock import now as the_present
from clearhall.desk.lib.keys import ensure_secret
from clearhall.desk.lib.storage import write_transaction
from clearhall.desk.recognition.actions import train_messages
from clearhall.desk.recognition.errors import CannotLearn
from clearhall.engine.collecting import collector_paused
from clearhall.engine.recognition import Source

LOADER = job("city")
SUBJECT = "city:linjiang"
BODIES_LOADED = "city:bodies_loaded"
REPORTS_LOADED = "city:reports_loaded"

Say = Callable[[str], object]


def load_city(*, say: Say = print, now: datetime | None = None, days: int = DAYS) -> None:
    """Load whatever part of the invented city is not there yet; do nothing when all of it is.

    Args:
        say: takes a line of progress.
        now: the moment up to which reports are dated; None: the present.
        days: take in the reports of so many last days only, for a quick look; the rest of the city is the same.
    """
    at = (now or the_present()).astimezone(CITY_TIME)
    founded_at = datetime.combine(at.date() - timedelta(days=DAYS), time(), CITY_TIME)  # a day before the first report
    if not _is_done(BODIES_LOADED):
        sizes = {"bodies": len(BODIES), "people": len(PEOPLE)}
        say(_("Building the invented city: %(bodies)d bodies, %(people)d people") % sizes)
        with write_transaction():
            body_ids = found_bodies(actor=LOADER, at=founded_at)
            found_register(actor=LOADER, at=founded_at)
            found_people(body_ids=body_ids, password=example_password(), actor=LOADER, at=founded_at)
            record(BODIES_LOADED, subject=SUBJECT, actor=LOADER, at=founded_at)
    if not _is_done(REPORTS_LOADED):
        since = founded_at + timedelta(days=DAYS - days + 1)
        reports = [each for each in invent_reports(today=at.date(), now=at) if each.received_at >= since]
        stories = invent_stories(reports, today=at.date(), now=at)
        say(_("Receiving %(reports)d invented reports and working on them") % {"reports": len(reports)})
        with collector_paused(), write_transaction():
            send_pictures(reports, play(with_slips(reports, stories), stories, say=say), at=at)
            while link_page(at=at):
                pass
            record(REPORTS_LOADED, subject=SUBJECT, actor=LOADER, at=at, after={"reports": len(reports)})
        _train(at=at, say=say)


def _train(*, at: datetime, say: Say) -> None:
    """Teach the desk's model from the invented cases that were closed."""
    say(_("Teaching the model that suggests kinds of harm"))
    rows = learnable_rows()
    try:
        train_messages(rows, sources=[Source("the invented city", "AGPL-3.0-or-later", len(rows))], at=at)
    except CannotLearn as fault:  # a quick look at a few days has too few closed cases
        say(_("There is no model yet: %(why)s") % {"why": fault})


def _is_done(event: str) -> bool:
    return LedgerEntry.objects.filter(subject=SUBJECT, event=event).exists()


def example_password() -> str:
    """The password of the invented accounts that have one: drawn once for each installation, so that no two share it."""
    secret = ensure_secret(Path(settings.CLEARHALL.data_dir) / "keys" / "example-password.key")
    letters = base64.b32encode(secret).decode().lower()
    return f"lantern-{letters[:4]}-{letters[4:8]}-{letters[8:12]}"


def sign_ins() -> str:
    """What somebody who starts the example desk must know to look around: accounts, their password, one receipt."""
    shown = [person for person in PEOPLE if person.username in SIGN_INS]
    width = max(len(person.username) for person in shown)
    lines = [_("Sign in as (password for all: %(password)s)") % {"password": example_password()}]
    lines += [f"  {person.username.ljust(width)}  {person.role.value}" for person in shown]
    code = _receipt()
    if code:
        grouped = " ".join(code[start : start + 4] for start in range(0, len(code), 4))
        lines.append(_("Receipt of a report that was answered: %(code)s") % {"code": grouped})
    return "\n".join(lines)


def _receipt() -> str:
    """The code of an answered report. Nothing of it is stored: the reports of the day of loading are invented again."""
    loaded = LedgerEntry.objects.filter(subject=SUBJECT, event=REPORTS_LOADED).order_by("index").first()
    if loaded is None:
        return ""
    at = loaded.at.astimezone(CITY_TIME)
    reports = invent_reports(today=at.date(), now=at)
    return example_receipt(reports, invent_stories(reports, today=at.date(), now=at))
