"""Pages of the public statistics. Thin: read a selection, take its figures, render."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from clearhall.desk.lib.clock import now
from clearhall.desk.scoreboard.caching import public_for_minutes
from clearhall.desk.scoreboard.errors import NoSuchTable
from clearhall.desk.scoreboard.figures import Figures, TableCode
from clearhall.desk.scoreboard.files import table_csv
from clearhall.desk.scoreboard.queries import figures_for, place_choices
from clearhall.desk.scoreboard.selections import Kind, Selection, selection_from
from clearhall.desk.scoreboard.shown import bodies_in_short, headline, shown_campaigns, shown_figures
from clearhall.desk.scoreboard.words import PERIODS
from clearhall.desk.taxonomy.harms import RULES


@require_safe
@public_for_minutes
def index(request: HttpRequest) -> HttpResponse:
    selection = selection_from(period=request.GET.get("period", ""), only=request.GET.get("only", ""))
    figures = figures_for(selection, at=now())
    values = {
        "bodies": bodies_in_short(figures, selection),
        "campaigns": shown_campaigns(figures),
        "harms": [(f"{Kind.HARM}:{harm.value}", rule.label) for harm, rule in RULES.items()],
        "places": [(f"{Kind.PLACE}:{place.code}", place) for place in place_choices()],
        **_frame(figures, selection, reverse("scoreboard:index")),
    }
    return render(request, "scoreboard/index.html", values)


@require_safe
@public_for_minutes
def body_page(request: HttpRequest, code: str) -> HttpResponse:
    """One body: what became of its cases, how fast, how many in time, the unresolved among them."""
    selection = selection_from(period=request.GET.get("period", ""), only=f"{Kind.BODY}:{code}")
    figures = figures_for(selection, at=now())
    return render(request, "scoreboard/body.html", _frame(figures, selection, reverse("scoreboard:body", args=[code])))


@require_safe
@public_for_minutes
def table_file(request: HttpRequest, table: str) -> HttpResponse:
    """One table as CSV: the same cells as on the page."""
    selection = selection_from(period=request.GET.get("period", ""), only=request.GET.get("only", ""))
    figures = figures_for(selection, at=now())
    if table not in set(TableCode) or (table != TableCode.CAMPAIGN and TableCode(table) not in figures.tables):
        raise NoSuchTable
    name = f"statistics-{table}-{figures.as_of:%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(table_csv(figures, TableCode(table)), content_type="text/csv; charset=utf-8", headers=headers)


def _frame(figures: Figures, selection: Selection, path: str) -> dict[str, Any]:
    only = "" if selection.kind is Kind.BODY else f"&only={selection.only}" if selection.only else ""
    periods = [
        {
            "code": period.value,
            "label": label,
            "url": f"{path}?period={period}{only}",
            "is_current": period is selection.period,
        }
        for period, label in PERIODS.items()
    ]
    return {
        "selection": selection,
        "periods": periods,
        "period": PERIODS[selection.period],
        "headline": headline(figures, selection),
        "shown": shown_figures(figures, selection),
    }
