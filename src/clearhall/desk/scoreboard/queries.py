"""Every read of finished figures: pages, files and API take them from here and count nothing themselves."""

from datetime import datetime
from threading import Lock

from clearhall.desk.bodies.queries import Place, body_by_code, places
from clearhall.desk.lib.errors import NotFound
from clearhall.desk.scoreboard.actions import count_figures
from clearhall.desk.scoreboard.errors import NoSuchSelection
from clearhall.desk.scoreboard.figures import Figures, from_json
from clearhall.desk.scoreboard.models import Figure
from clearhall.desk.scoreboard.selections import Kind, Selection

_first_count = Lock()


def figures_for(selection: Selection, *, at: datetime) -> Figures:
    """The figures of `selection` as last counted. On a desk where the worker has not counted yet they are counted now.

    Raises:
        NoSuchSelection: the place is not on this desk.
        BodyNotFound: nor is the body.
    """
    found = Figure.objects.filter(key=selection.key).first()
    if found is None and _has_none():
        _count_first(at)
        found = Figure.objects.filter(key=selection.key).first()
    if found is not None:
        return from_json(found.content, as_of=found.as_of)
    if selection.kind is Kind.BODY:
        body_by_code(selection.code)
        raise NotFound
    return _without_reports(selection)


def as_of(selection: Selection) -> datetime | None:
    """When the figures of `selection` were counted; None when they never were."""
    return Figure.objects.filter(key=selection.key).values_list("as_of", flat=True).first()


def _has_none() -> bool:
    return not Figure.objects.exists()


def _count_first(at: datetime) -> None:
    with _first_count:  # one thread counts, the others of this process wait for it
        if _has_none():
            count_figures(at=at)


def _without_reports(selection: Selection) -> Figures:
    """A place that nobody reported from: it is known, so the answer is zero, not "no such page"."""
    everything = Figure.objects.get(key=Selection(selection.period).key)
    figures = from_json(everything.content, as_of=everything.as_of)
    place = next((place for place in places() if place.code == selection.code), None)
    if selection.kind is not Kind.PLACE or place is None:
        raise NoSuchSelection(field="only")
    return Figures(figures.as_of, figures.since, 0, {}, (), place.name_en, place.name_zh)


def place_choices() -> list[Place]:
    """All places of the desk, for the list to choose from."""
    return list(places())
