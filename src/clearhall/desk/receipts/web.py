"""Pages of the receipt: enter the code, read, write, withdraw, reopen, close. Thin: each parses, calls one action, answers."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clearhall.desk.campaigns.follows import end_follow
from clearhall.desk.campaigns.words import public_sentences
from clearhall.desk.cases.actions import reopen_by_reporter, withdraw_by_reporter
from clearhall.desk.files.actions import show_file
from clearhall.desk.lib.actors import REPORTER
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import DeskError
from clearhall.desk.lib.sources import source_of
from clearhall.desk.mailbox.actions import erase_contact, leave_contact, mark_read
from clearhall.desk.mailbox.queries import Side
from clearhall.desk.receipts import doorkeeper
from clearhall.desk.receipts.actions import write_to_desk
from clearhall.desk.receipts.errors import ReceiptClosed
from clearhall.desk.receipts.forms import CodeForm, ContactForm, MessageForm
from clearhall.desk.receipts.queries import receipt_page
from clearhall.desk.reports.queries import Report

ReportView = Callable[..., HttpResponse]


def with_open_receipt(view: ReportView) -> ReportView:
    """Call the view with the report that this browser has open; otherwise ask for the code again."""

    @wraps(view)
    def opened(request: HttpRequest, **values: object) -> HttpResponse:
        try:
            report = doorkeeper.opened_report(request, at=now())
        except ReceiptClosed as error:
            messages.info(request, str(error))
            return redirect("receipts:enter")
        return view(request, report, **values)

    return opened


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            opened = doorkeeper.open_receipt(form.cleaned_data["code"], source=source_of(request))
        except DeskError as error:
            form.add_error("code", str(error))
            status = error.status
        else:
            if isinstance(opened, doorkeeper.OpenedFollow):
                response, key, purpose = redirect("receipts:following"), opened.follow_id, doorkeeper.FOLLOW
            else:
                response, key, purpose = redirect("receipts:page"), opened.pk, doorkeeper.PURPOSE
            doorkeeper.remember(response, key, at=now(), secure=settings.CLEARHALL.is_https, purpose=purpose)
            return response
    elif request.method == "POST":
        status = 422
    response = render(request, "receipts/enter.html", {"form": form}, status=status)
    if status == 429:
        response["Retry-After"] = "60"
    return response


@require_GET
@with_open_receipt
def page(request: HttpRequest, report: Report) -> HttpResponse:
    shown = _page(request, report, MessageForm(), ContactForm())
    mark_read(report.pk, by=Side.REPORTER, at=now())
    return shown


def _page(
    request: HttpRequest, report: Report, form: MessageForm, contact: ContactForm, *, status: int = 200
) -> HttpResponse:
    context = {"page": receipt_page(report, at=now()), "form": form, "contact": contact}
    response = render(request, "receipts/page.html", context, status=status)
    doorkeeper.remember(response, report.pk, at=now(), secure=settings.CLEARHALL.is_https)
    return response


@require_POST
@with_open_receipt
def write(request: HttpRequest, report: Report) -> HttpResponse:
    form = MessageForm(request.POST, request.FILES)
    if form.is_valid():
        uploads = [(upload.read(), upload.name or "") for upload in form.cleaned_data["files"]]
        try:
            write_to_desk(report, words=form.cleaned_data["text"], uploads=uploads, at=now())
        except DeskError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return _page(request, report, form, ContactForm(), status=error.status)
        messages.success(request, _("Your message has been sent."))
        return redirect("receipts:page")
    return _page(request, report, form, ContactForm(), status=422)


@require_POST
@with_open_receipt
def contact(request: HttpRequest, report: Report) -> HttpResponse:
    form = ContactForm(request.POST)
    if request.POST.get("remove"):
        erase_contact(report.pk)
        messages.success(request, _("Your address has been erased."))
        return redirect("receipts:page")
    if not form.is_valid():
        return _page(request, report, MessageForm(), form, status=422)
    leave_contact(report.pk, form.cleaned_data["email"], language=get_language() or "en", at=now())
    messages.success(request, _("We will write to this address when there is news."))
    return redirect("receipts:page")


@require_http_methods(["GET", "POST"])
@with_open_receipt
def withdraw(request: HttpRequest, report: Report) -> HttpResponse:
    """Asks once more before it acts."""
    if request.method == "GET":
        return render(request, "receipts/withdraw.html", {"page": receipt_page(report, at=now())})
    withdraw_by_reporter(report.case_id, at=now())
    messages.success(request, _("Your report has been withdrawn."))
    return redirect("receipts:page")


@require_POST
@with_open_receipt
def reopen(request: HttpRequest, report: Report) -> HttpResponse:
    reopen_by_reporter(report.case_id, at=now())
    messages.success(request, _("Your case is open again. Please write below what is still wrong."))
    return redirect("receipts:page")


@require_GET
@with_open_receipt
def picture(request: HttpRequest, report: Report, evidence_id: int) -> HttpResponse:
    content = show_file(evidence_id, report_ids=[report.pk], actor=REPORTER, at=now())
    return HttpResponse(
        content, content_type="image/webp", headers={"Content-Disposition": "inline", "Cache-Control": "no-store"}
    )


@require_http_methods(["GET", "POST"])
def following(request: HttpRequest) -> HttpResponse:
    """What somebody follows without having reported it; a POST ends that and erases it."""
    try:
        found = doorkeeper.opened_follow(request, at=now())
    except ReceiptClosed as error:
        messages.info(request, str(error))
        return redirect("receipts:enter")
    if request.method == "POST":
        end_follow(found.follow_id)
        messages.success(request, _("You no longer follow it. Nothing is kept of it."))
        response = redirect("receipts:enter")
        doorkeeper.forget(response)
        return response
    values = {"found": found, "sentences": public_sentences(found.matter) if found.matter else []}
    return render(request, "receipts/following.html", values)


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("Your receipt page is closed on this device."))
    response = redirect("receipts:enter")
    doorkeeper.forget(response)
    return response
