"""The log for people: what it is, its latest entries, and one entry checked before their eyes."""

import re
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clearhall.desk.ledger import queries
from clearhall.desk.ledger.actions import latest_checkpoint
from clearhall.desk.ledger.errors import NoSuchEntry
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.ledger.words import event_words
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.paging import Page
from clearhall.engine import merkle

ENTRIES_A_PAGE = 20
MAX_QUERY = 40  # characters: a number or a reference with spaces

_NUMBER = re.compile(r"[0-9]{1,12}")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the log is, its size and root, the latest checkpoints and entries, and how to check it yourself."""
    return render(request, "ledger/index.html", _index_values(request))


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """From what somebody typed to the entry of that number, or the entries about that case or report."""
    query = request.GET.get("q", "").strip()[:MAX_QUERY]
    if _NUMBER.fullmatch(query):
        return redirect("ledger:entry", index=int(query))
    page = queries.entries_about(query, cursor=request.GET.get("cursor"))
    if page is None:
        fault = _("Write the number of an entry, or the reference of a case: 13 letters and digits.")
        return render(request, "ledger/index.html", _index_values(request, query=query, query_fault=fault), status=422)
    values = {
        "query": query,
        "rows": _rows(page),
        "newer": _address(page.next_cursor, q=query),  # oldest first: what follows is newer
        "older": _address(page.previous_cursor, q=query),
    }
    return render(request, "ledger/found.html", values)


@require_safe
def entry(request: HttpRequest, index: int) -> HttpResponse:
    """One entry, what it says, and the proof that it stands in the signed log."""
    checkpoint = latest_checkpoint(at=now())
    if index >= checkpoint.size:
        values = {"index": index, "size": checkpoint.size}
        raise NoSuchEntry(_("The log has no entry %(index)d; it has %(size)d so far.") % values)
    proven = queries.proven_entry(index, checkpoint)
    values = {
        "proven": proven,
        "words": event_words(proven.entry.event),
        "changes": _changes(proven.record),
        "proof_text": merkle.ProofFile(index, proven.proof, checkpoint.note).text,
    }
    return render(request, "ledger/entry.html", values)


def _index_values(request: HttpRequest, **more: str) -> dict[str, object]:
    checkpoint = latest_checkpoint(at=now())
    cursor = None if more else request.GET.get("cursor")
    page = queries.latest_entries(cursor=cursor, size=ENTRIES_A_PAGE)
    return {
        "checkpoint": checkpoint,
        "root_text": checkpoint.root_text,
        "checkpoints": queries.latest_checkpoints(),
        "rows": _rows(page),
        "newer": _address(page.previous_cursor),
        "older": _address(page.next_cursor),
        "verifier_key": queries.verifier_key(),
        "checkpoint_url": reverse("ledger:checkpoint"),
        "key_url": reverse("ledger:key"),
        "log_url": request.build_absolute_uri(reverse("ledger:index")),
        **more,
    }


def _rows(page: Page[LedgerEntry]) -> list[tuple[LedgerEntry, str]]:
    return [(row, event_words(row.event)) for row in page.rows]


def _address(cursor: str | None, **more: str) -> str:
    """The link to another page of the list; "" where there is none."""
    return f"?{urlencode({**more, 'cursor': cursor})}" if cursor else ""


def _changes(record: dict[str, object]) -> list[tuple[str, str, str]]:
    """Field, before and after, one row for each field that the record names."""
    before, after = record.get("before"), record.get("after")
    before, after = (side if isinstance(side, dict) else {} for side in (before, after))
    return [(name, _shown(before, name), _shown(after, name)) for name in sorted({*before, *after})]


def _shown(side: dict[str, object], name: str) -> str:
    value = side.get(name)
    return "" if value is None else str(value)
