"""Pages for reporting: start, guided form, quick form, receipt, and the form for staff. Thin: parse, call one function, render."""

import time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clearhall.desk.accounts.gate import staff_only
from clearhall.desk.bodies.queries import bodies
from clearhall.desk.campaigns.follows import find_follow_code
from clearhall.desk.campaigns.follows import follow as follow_matter
from clearhall.desk.intake import drafts, floods, steps, work
from clearhall.desk.intake.actions import accept_report
from clearhall.desk.intake.extras import accept_with_extras
from clearhall.desk.intake.forms import BodyReportForm, QuickForm, harm_groups
from clearhall.desk.intake.hints import Hint, find_hint
from clearhall.desk.intake.rules import new_client_id
from clearhall.desk.intake.senders import body_sender
from clearhall.desk.intake.types import NewReport, Sender
from clearhall.desk.lib.actors import Role
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import DeskError, TooMany
from clearhall.desk.lib.limits import limit
from clearhall.desk.look.numbers import Call, call_numbers
from clearhall.desk.reports.queries import known_client_ids
from clearhall.desk.reports.receipts import find_receipt_code
from clearhall.desk.taxonomy.harms import Harm

COOKIE = "report"
SOURCE = "form"
WAIT_S = 5  # between opening and sending a form whose browser computes nothing

# Whom to call before any form, where a harm can be a danger at this very moment.
CALLS_BY_HARM = {
    Harm.TELECOM_FRAUD: (Call.POLICE, Call.FRAUD),
    Harm.PHISHING: (Call.POLICE, Call.FRAUD),
    Harm.MINOR_HARM: (Call.POLICE, Call.AMBULANCE, Call.CHILDREN),
    Harm.HARASSMENT: (Call.POLICE, Call.AMBULANCE),
    Harm.UNSAFE_GOODS: (Call.AMBULANCE, Call.CONSUMERS),
}


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Danger first, then the two ways of reporting, and the unfinished report if there is one."""
    draft = _draft(request)
    values = {"numbers": call_numbers(), "draft": draft if draft and draft.answers and not draft.is_sent else None}
    return render(request, "intake/start.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, name: str) -> HttpResponse:
    """One question of the guided form."""
    draft = _draft(request)
    if draft is not None and draft.is_sent:
        return HttpResponseRedirect(reverse("intake:sent"))
    draft = draft or drafts.new_draft()
    asked = steps.steps_for(draft.answers)
    at = next((number for number, one in enumerate(asked) if one.name == name), None)
    if at is None:
        if name in {one.name for one in steps.ALL_STEPS}:  # asked for other answers only
            return HttpResponseRedirect(reverse("intake:step", args=[asked[0].name]))
        raise Http404
    this = asked[at]
    if request.method == "POST":
        given = {field: request.POST.get(field, "") for field in this.form.base_fields}
        form = steps.bound_form(this, draft.answers | given)
        draft.answers |= given
        drafts.keep_draft(draft, at=now())
        if form.is_valid():
            address = reverse("intake:known") if this.name == "item" and _hint_of(draft) else _after(this.name, draft)
            return _with_cookie(HttpResponseRedirect(address), draft)
    else:
        form = (steps.bound_form if "mend" in request.GET else steps.fresh_form)(this, draft.answers)
    values = {
        "form": form,
        "step": this,
        "number": at + 1,
        "total": len(asked) + 1,
        "back": reverse("intake:step", args=[asked[at - 1].name]) if at else reverse("intake:start"),
        "numbers": call_numbers() if this.name == "harm" else (),
        "groups": harm_groups(draft.answers.get("harm", "")) if this.name == "harm" else (),
        "danger_numbers": _danger_numbers(draft.answers.get("harm", "")) if this.name == "item" else (),
    }
    return _with_cookie(render(request, "intake/step.html", values), draft if draft.answers else None)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """All answers on one page; sends them."""
    draft = _draft(request)
    if draft is None:
        return HttpResponseRedirect(reverse("intake:start"))
    if draft.is_sent:
        return HttpResponseRedirect(reverse("intake:sent"))
    missing = steps.first_unanswered(draft.answers)
    if missing is not None:
        return HttpResponseRedirect(reverse("intake:step", args=[missing.name]) + "?mend")
    if request.method != "POST":
        return _check_page(request, draft)
    try:
        _admit(request, purpose=draft.client_id)
        new = steps.report_from(draft.answers, client_id=draft.client_id)
        kind = draft.answers.get("capacity") or "resident"
        accept_with_extras(
            new,
            uploads=request.FILES.getlist("files"),
            email=draft.answers.get("email", "").strip(),
            language=get_language() or settings.LANGUAGE_CODE,
            sender=Sender(kind=kind, source=SOURCE, entrance="form"),
            at=now(),
        )
    except DeskError as error:
        return _check_page(request, draft, error=error)
    drafts.close_draft(draft, at=now())
    return HttpResponseRedirect(reverse("intake:sent"))


@require_http_methods(["GET", "HEAD", "POST"])
def quick(request: HttpRequest) -> HttpResponse:
    """Paste and send. A POST with `prefill` comes from Check and only fills the form."""
    if request.method != "POST" or "prefill" in request.POST:
        text, harm = request.POST.get("text", ""), request.POST.get("harm", "")
        initial = {"text": text[:20_000], **({"harm": harm} if harm in set(Harm) else {})}
        return _quick_page(request, QuickForm(initial=initial), client_id=new_client_id())
    client_id = request.POST.get("client_id", "")[:64] or new_client_id()
    form = QuickForm(request.POST)
    if not form.is_valid():
        return _quick_page(request, form, client_id=client_id)
    uploads = request.FILES.getlist("files")
    # Only asked once, and never in the way of files, which a second page would lose.
    hint = None if uploads or "anyway" in request.POST else find_hint(form.cleaned_data["text"], at=now())
    if hint:
        return _quick_page(request, form, client_id=client_id, hint=hint)
    new = NewReport(text=form.cleaned_data["text"], harm=form.chosen_harm, client_id=client_id)
    try:
        _admit(request, purpose=client_id)
        accept_with_extras(
            new,
            uploads=uploads,
            language=get_language() or settings.LANGUAGE_CODE,
            sender=Sender(kind="resident", source=SOURCE, entrance="quick"),
            at=now(),
        )
    except DeskError as error:
        return _quick_page(request, form, client_id=client_id, error=error)
    sent = drafts.new_draft()
    sent.client_id = client_id
    drafts.close_draft(sent, at=now())
    return _with_cookie(HttpResponseRedirect(reverse("intake:sent")), sent)


@require_safe
def known(request: HttpRequest) -> HttpResponse:
    """The guided form's stop where the message is known already: follow it, or go on."""
    draft = _draft(request)
    if draft is None or draft.is_sent:
        return HttpResponseRedirect(reverse("intake:sent" if draft else "intake:start"))
    onwards, hint = _after("item", draft), _hint_of(draft)
    if hint is None:
        return HttpResponseRedirect(onwards)
    work_asked = work.new_challenge(at_s=time.time())
    return render(request, "intake/known.html", {"hint": hint, "onwards": onwards, "work": work_asked})


@require_POST
def hint(request: HttpRequest) -> JsonResponse:
    """The same for a form that is still being filled in: asked by its script, answered as plain texts."""
    floods.take(floods.HINTS, request)
    found = find_hint(request.POST.get("text", "")[: limit("report_text")], at=now())
    if found is None:
        return JsonResponse({"known": False})
    said = {"known": True, "label": str(found.label), "sentences": found.sentences, "answers": found.answers}
    return JsonResponse(said)


@require_POST
def follow(request: HttpRequest) -> HttpResponse:
    """Follow instead of reporting: the text is compared again, so that nothing but a known message can be followed."""
    draft = _draft(request) if "text" not in request.POST else None
    client_id = draft.client_id if draft else request.POST.get("client_id", "")[:64] or new_client_id()
    text, url = (
        (draft.answers.get("text", ""), draft.answers.get("url", "")) if draft else (request.POST.get("text", ""), "")
    )
    found = find_hint(text[: limit("report_text")], url=url, at=now())
    if found is None:
        messages.info(request, _("Too little is known of this to follow it. Please report it."))
        return HttpResponseRedirect(_after("item", draft) if draft else reverse("intake:quick"))
    try:
        _admit(request, purpose=client_id)
    except DeskError as error:
        return _not_followed(request, found, draft, client_id=client_id, error=error)
    follow_matter(found.matter, client_id=client_id, at=now())
    sent_draft = draft or drafts.new_draft()
    sent_draft.client_id = client_id
    drafts.close_draft(sent_draft, at=now())
    return _with_cookie(HttpResponseRedirect(reverse("intake:sent")), sent_draft)


def _not_followed(
    request: HttpRequest, found: Hint, draft: drafts.Unfinished | None, *, client_id: str, error: DeskError
) -> HttpResponse:
    if draft is None:
        return _quick_page(request, QuickForm(request.POST), client_id=client_id, error=error, hint=found)
    values = {"hint": found, "onwards": _after("item", draft), "work": work.new_challenge(at_s=time.time())}
    return _answered(render(request, "intake/known.html", values | {"error": error}), error)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The receipt, for half an hour in the browser that sent the report."""
    draft = _draft(request)
    report = known_client_ids(SOURCE, [draft.client_id]).get(draft.client_id) if draft and draft.is_sent else None
    if report is None:
        follow_code = find_follow_code(draft.client_id) if draft and draft.is_sent else None
        if follow_code:
            return render(request, "intake/followed.html", {"code": follow_code})
        return HttpResponseRedirect(reverse("intake:start"))
    code = find_receipt_code(SOURCE, report.client_id, mac=bytes(report.receipt_mac))
    return render(request, "intake/sent.html", {"code": code, "harm": report.harm})


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Erase the unfinished report, or the receipt page, from this browser and from the desk."""
    drafts.forget_draft(request.COOKIES.get(COOKIE, ""))
    answer = HttpResponseRedirect(reverse("intake:start"))
    answer.delete_cookie(COOKIE, path="/report/", samesite="Lax")
    return answer


@staff_only(Role.CASEWORKER, Role.REVIEWER, Role.PUBLISHER)
@require_http_methods(["GET", "HEAD", "POST"])
def staff_report(request: Any) -> HttpResponse:
    """A report by a public body (charter R5)."""
    own = {
        body.code: body
        for body in bodies()
        if body.pk in request.actor.bodies_as(Role.CASEWORKER, Role.REVIEWER, Role.PUBLISHER)
    }
    is_english = get_language() == "en"
    choices = [(code, body.name_en if is_english else body.name_zh) for code, body in own.items()]
    client_id = request.POST.get("client_id", "")[:64] or new_client_id()
    form = BodyReportForm(request.POST or None, bodies=choices)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        body = own[given["body"]]
        new = NewReport(
            text=given["text"],
            harm=given["harm"],
            subkind=given["subkind"] if given["harm"] == Harm.BUSINESS_INFRINGEMENT else "",
            what_happened=given["what_happened"],
            url=given["url"],
            channel=given["channel"],
            place=given["place"],
            is_about_reporting_body=given["is_about_reporting_body"] == "yes",
            client_id=client_id,
        )
        sender = body_sender(body_id=body.pk, body_code=body.code, entrance="form")
        try:
            accepted = accept_report(new, sender=sender, at=now())
        except DeskError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return render(
                request, "intake/staff_sent.html", {"code": accepted.receipt_code, "case_id": accepted.case_id}
            )
    return render(request, "intake/staff_report.html", {"form": form, "client_id": client_id})


def _draft(request: HttpRequest) -> drafts.Unfinished | None:
    token = request.COOKIES.get(COOKIE, "")
    return drafts.find_draft(token, at=now()) if token else None


def _hint_of(draft: drafts.Unfinished) -> Hint | None:
    return find_hint(draft.answers.get("text", ""), url=draft.answers.get("url", ""), at=now())


def _with_cookie(response: HttpResponse, draft: drafts.Unfinished | None) -> HttpResponse:
    if draft is not None:
        response.set_cookie(
            COOKIE,
            draft.token,
            max_age=7 * 86_400,
            path="/report/",
            secure=settings.CLEARHALL.is_https,
            httponly=True,
            samesite="Lax",
        )
    return response


def _after(name: str, draft: drafts.Unfinished) -> str:
    """The next question that has no answer yet; the last page once all have one."""
    asked = [one.name for one in steps.steps_for(draft.answers)]
    following = asked[asked.index(name) + 1 :] if name in asked else asked
    for step_name in following:
        this = next(one for one in steps.ALL_STEPS if one.name == step_name)
        if not set(this.form.base_fields) <= set(draft.answers):
            return reverse("intake:step", args=[step_name])
    return reverse("intake:check")


def _admit(request: HttpRequest, *, purpose: str) -> None:
    """Let a form through: generously with a proof of work, slowly and after a short wait without.

    Raises:
        TooMany: with `retry_after_s`; the page keeps everything and can be sent again.
    """
    challenge = request.POST.get("work_challenge", "")
    try:
        work.check_work(challenge, request.POST.get("work_number", ""), purpose=purpose, at_s=time.time())
    except work.WorkMissing:
        wait_s = WAIT_S - work.age_s(challenge, at_s=time.time())
        if wait_s > 0:
            raise TooMany(_("Please wait %(seconds)s seconds and press the button again.") % {"seconds": int(wait_s) + 1},
                          retry_after_s=int(wait_s) + 1) from None  # fmt: skip
        floods.take(floods.WITHOUT_WORK, request)
    else:
        floods.take(floods.WITH_WORK, request)


def _check_page(request: HttpRequest, draft: drafts.Unfinished, *, error: DeskError | None = None) -> HttpResponse:
    values = {
        "answers": [(one, _shown(one, draft)) for one in steps.steps_for(draft.answers)],
        "number": len(steps.steps_for(draft.answers)) + 1,
        "error": error,
        "work": work.new_challenge(at_s=time.time()),
    }
    return _answered(render(request, "intake/check.html", values), error)


def _quick_page(
    request: HttpRequest,
    form: QuickForm,
    *,
    client_id: str,
    error: DeskError | None = None,
    hint: Hint | None = None,
) -> HttpResponse:
    values = {
        "form": form,
        "client_id": client_id,
        "error": error,
        "hint": hint,
        "was_asked": hint is not None or "anyway" in request.POST,
        "numbers": call_numbers(),
        "work": work.new_challenge(at_s=time.time()),
    }
    return _answered(render(request, "intake/quick.html", values), error)


def _answered(response: HttpResponse, error: DeskError | None) -> HttpResponse:
    if error is not None:
        response.status_code = error.status
        if "retry_after_s" in error.details:
            response["Retry-After"] = str(error.details["retry_after_s"])
    return response


def _shown(this: steps.Step, draft: drafts.Unfinished) -> list[tuple[Any, str]]:
    """Labels and answers as the last page shows them; a choice by its own words."""
    form = steps.bound_form(this, draft.answers)
    rows = []
    for bound in form:
        value = draft.answers.get(bound.name, "")
        choices = dict(_flat(getattr(bound.field, "choices", [])))
        rows.append((bound.label, str(choices.get(value, value)).partition("<small>")[0].strip()))
    return rows


def _flat(choices: Any) -> list[tuple[str, Any]]:
    flat: list[tuple[str, Any]] = []
    for value, label in choices:
        flat += label if isinstance(label, list | tuple) else [(value, label)]
    return flat


def _danger_numbers(harm: str) -> tuple[Any, ...]:
    return call_numbers(*CALLS_BY_HARM[Harm(harm)]) if harm in set(Harm) and Harm(harm) in CALLS_BY_HARM else ()
