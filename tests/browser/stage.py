"""What stands in the database when pages are opened, and how a member of staff gets in. Features add what their pages need."""

import time
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from playwright.sync_api import BrowserContext

from clearhall.desk.accounts.actions import issue_token, make_link
from clearhall.desk.accounts.models import Person
from clearhall.desk.accounts.queries import actor_for
from clearhall.desk.bodies.actions import CalendarVersion, save_calendar
from clearhall.desk.bodies.models import Body
from clearhall.desk.campaigns.actions import rebuild_campaigns
from clearhall.desk.campaigns.models import CampaignGroup
from clearhall.desk.cases.actions import ask_for_time, hand_over_case, pause_clock, take_case
from clearhall.desk.cases.models import Case
from clearhall.desk.cases.states import PauseGround
from clearhall.desk.files.models import Evidence
from clearhall.desk.intake.models import ImportedFile, ImportState
from clearhall.desk.lib.actors import Role, job
from clearhall.desk.lib.clock import now
from clearhall.desk.official.actions import add_organisation
from clearhall.desk.official.entries import entry
from clearhall.desk.pictures.models import AlikePictures, Picture
from clearhall.desk.recognition.actions import train_messages, train_urls
from clearhall.desk.recognition.store import MESSAGES, URLS
from clearhall.desk.reports.models import Report, ReportIndicator
from clearhall.desk.taxonomy.harms import Harm
from clearhall.desk.watchposts.models import Watchpost, WatchpostMember
from clearhall.engine.recognition import Model
from tests.desk.accounts.helpers import with_password
from tests.desk.recognition.conftest import BAD, PHISHING, invented_addresses, invented_rows
from tests.desk.scoreboard.desks import make_small_city
from tests.factories import NOON, make_body, make_case, make_person

WATCHPOST = "watchpost"  # no role at a body, but somebody who reports for a watchpost


@dataclass(frozen=True)
class Stage:
    """Keys that addresses are made of, and one person for each role."""

    people: dict[str, Person]
    body_code: str
    case_key: int
    held_case_key: int  # came from another body, is with the caseworker, its clock is paused, more time is asked for
    offered_case_key: int  # handed to the body, which has not answered
    campaign_key: int  # two versions of a message that link to one site, and a third with another body
    import_key: int  # a file that a watchpost handed in
    organisation_code: str  # on the register of official names, kept by the stage's body
    link: str  # secret of a one-time link that has not been used


def set_stage() -> Stage:
    """Make the rows and the models and return the keys of the rows. Who calls it calls `clear_models` in the end."""
    for shelf, model in zip((MESSAGES, URLS), taught_models(), strict=True):
        shelf.write(model)
    make_small_city(now())  # the statistics are counted when a page first asks for them
    body = make_body("stage", harms=("phishing", "telecom_fraud"))
    below = make_body("stage-below", parent=body, harms=("telecom_fraud",))
    people: dict[str, Person] = {role: make_person(f"stage-{role.value}", body=body, roles=(role,)) for role in Role}
    with_password(people[Role.ADMINISTRATOR])
    case = make_mistaken_case(body)
    campaign_key = make_campaign(case, near=below, far=make_body("stage-far"))
    show_pictures(case)
    person = people[Role.ADMINISTRATOR]
    week = {day: [["09:00", "12:00"], ["13:00", "18:00"]] for day in "12345"}
    calendar = CalendarVersion("office", date(2026, 1, 1), "Asia/Shanghai", week, ["2026-10-01"], {})
    save_calendar(calendar, actor=job("stage"), at=NOON)
    for name, scopes in (("nightly upload", ["reports:write"]), ("board of figures", ["cases:read", "reports:write"])):
        end = now() + timedelta(days=90)
        issue_token(name, scopes=scopes, expires_at=end, body_id=below.pk, actor=actor_for(person), at=now())
    link = make_link(people[Role.AUDITOR].pk, actor=job("stage"), at=now())
    bank = Watchpost.objects.create(
        code="bank", name_zh="某银行", name_en="A bank", kind="bank", harms=[], body=body, accredited_at=NOON
    )
    people[WATCHPOST] = make_person("stage-watchpost", body=None)
    WatchpostMember.objects.create(watchpost=bank, person=people[WATCHPOST])
    done = ImportedFile.objects.create(
        watchpost=bank, actor_label="person:stage", name="messages.csv", sha256=b"0" * 32, size_bytes=1234, harm="phishing",
        state=ImportState.DONE, uploaded_at=NOON, finished_at=NOON, rows_read=10, rows_stored=8, rows_refused=2,
    )  # fmt: skip
    return Stage(
        people=people,
        body_code=below.code,
        case_key=case.pk,
        held_case_key=make_held_case(below, body, people[Role.CASEWORKER]),
        offered_case_key=hand_over(below, body),
        campaign_key=campaign_key,
        import_key=done.pk,
        organisation_code=put_on_the_register(body),
        link=link,
    )


def put_on_the_register(keeper: Body) -> str:
    """An organisation whose website the stage's campaign imitates; returns its code."""
    names = {"name_zh": "蓝鲸快递", "name_en": "Blue Whale Express"}
    said = entry("blue-whale", keeper=keeper.code, sites="lanjing.example", phones="95500", **names)
    add_organisation(said, actor=job("stage"), at=NOON)
    return said.code


@cache
def taught_models() -> tuple[Model, Model]:
    """A model of messages and one of addresses, learned once for the whole run."""
    train_messages(invented_rows(), sources=[], at=NOON)
    train_urls(invented_addresses(), sources=[], at=NOON)
    messages, urls = MESSAGES.model(), URLS.model()
    assert messages is not None
    assert urls is not None
    return messages, urls


def clear_models() -> None:
    """Leave no model behind: other tests look at a desk that has none."""
    for shelf in (MESSAGES, URLS):
        shelf.remove()


def make_mistaken_case(body: Body) -> Case:
    """A case whose reporter chose the wrong harm and whose link looks dangerous, so that both models suggest something."""
    case = make_case(body=body, harm=Harm.TELECOM_FRAUD, text=f"{PHISHING}: {BAD}")
    report = Report.objects.get(case=case)
    start = len(PHISHING) + 2
    ReportIndicator.objects.create(
        report=report, start=start, end=start + len(BAD), kind="url", value=BAD, domain="x.top"
    )
    return case


def make_held_case(before: Body, body: Body, holder: Person) -> int:
    """A case with a life behind it; returns its key."""
    key, actor, at = hand_over(before, body), actor_for(holder), now()
    take_case(key, actor=actor, at=at)
    wait = {"ground": PauseGround.OTHER_BODY, "until": at + timedelta(days=3)}
    pause_clock(key, **wait, reason="The bank looks into the account", actor=actor, at=at)
    ask_for_time(key, hours=16, reason="The bank needs two more days", actor=actor, at=at)
    return key


def hand_over(before: Body, body: Body) -> int:
    """A case that one body has handed to another; returns its key."""
    case = make_case(body=before, opened_at=now() - timedelta(days=1))
    actor = actor_for(make_person(body=before))
    hand_over_case(case.pk, to_body_id=body.pk, reason="They answer for this place", actor=actor, at=now())
    return case.pk


def make_campaign(case: Case, *, near: Body, far: Body) -> int:
    """Let the case's report and two others link to one site; return the key of their campaign."""
    ages = (
        (near, 12, "【蓝鲸快递】包裹地址不全，点击链接补填 http://lanjing-pay.example/f"),
        (far, 3, "Pay for your parcel"),
    )
    cases = [make_case(body=body, opened_at=now() - timedelta(days=days), text=text) for body, days, text in ages]
    for report in Report.objects.filter(case__in=[case, *cases]):
        site = {"kind": "domain", "value": "lanjing-pay.example", "domain": "lanjing-pay.example"}
        ReportIndicator.objects.create(report=report, start=0, end=1, **site)
    rebuild_campaigns(at=now())
    return CampaignGroup.objects.get(group=case.group).campaign_id


def show_pictures(case: Case) -> None:
    """Let the case have a picture that was read, and another case of its body the same one."""
    other = make_case(body=case.body, text="The same leaflet again")
    first: Picture | None = None
    for number, report in enumerate(Report.objects.filter(case__in=[other, case]).order_by("-pk")):
        evidence = Evidence.objects.create(
            report=report, arrived_at=NOON, sha256=b"0" * 32, size_bytes=52_000, media_type="image/png",
            name=f"Screenshot_{number}.png", has_display=True,
        )  # fmt: skip
        picture = Picture.objects.create(
            evidence=evidence, report=report, state="done", sequence=number + 1, tried_at=NOON, family="0" * 13,
            text="您的包裹被扣留，请扫码缴费 3.60 元\nhttp://lanjing-pay.example/f", text_state="read",
            codes=[{"kind": "qr", "text": "<script>alert(1)</script> http://lanjing-pay.example/f"}],
        )  # fmt: skip
        if first:
            AlikePictures.objects.create(picture=picture, earlier=first, reason="same_picture", distance=6)
        first = picture


def sign_in(context: BrowserContext, url: str, role: str, stage: Stage) -> None:
    """Give the browser a session of the person with `role`, signed in this minute."""
    person = stage.people[role]
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    proof = {"method": "password", "at": time.time(), "username": person.username, "reauthenticated": True}
    session["account_authentication_methods"] = [proof]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": url}])
