"""What hangs together with what: two columns of names joined by lines, and the same as a table."""

from dataclasses import dataclass
from hashlib import sha256

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from clearhall.desk.look.charts.scale import shorten
from clearhall.desk.look.charts.svg import element, text

MOST_NAMES = 60  # both columns together; more cannot be told apart
_WIDE, _NARROW = 680.0, 340.0
_ROW = 26.0


@dataclass(frozen=True)
class Links:
    """Names on the left and on the right, and which belongs to which.

    Attributes:
        title: the caption.
        left, right: the names, in reading order; MOST_NAMES together at most.
        pairs: (place on the left, place on the right), each from 0.
        left_title, right_title: heads of the columns.
        weak: places on the left that stand for many and are drawn hollow.
        note: one sentence below the title.

    Raises ValueError when a pair points outside, or there are too many names.
    """

    title: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    pairs: tuple[tuple[int, int], ...]
    left_title: str
    right_title: str
    weak: frozenset[int] = frozenset()
    note: str = ""

    def __post_init__(self) -> None:
        if len(self.left) + len(self.right) > MOST_NAMES:
            raise ValueError(f"at most {MOST_NAMES} names, not {len(self.left) + len(self.right)}")
        for left, right in self.pairs:
            if not (0 <= left < len(self.left) and 0 <= right < len(self.right)):
                raise ValueError(f"there is no pair {left}, {right}")


def links_figure(chart: Links) -> SafeString:
    """Return `chart` as a `<figure>` that can be read by eye, by screen reader and as a table; without pairs a sentence."""
    note = format_html('<p class="chart-note">{}</p>', chart.note) if chart.note else ""
    if not chart.pairs:
        body = format_html('<p class="empty">{}</p>', _("Nothing hangs together here."))
        return format_html('<figure class="chart"><figcaption>{}</figcaption>{}{}</figure>', chart.title, note, body)
    drawings = _drawing(chart, _WIDE, "wide") + _drawing(chart, _NARROW, "narrow")
    return format_html(
        '<figure class="chart"><figcaption>{}</figcaption>{}{}{}</figure>',
        chart.title,
        note,
        mark_safe(drawings),
        _table(chart),
    )


def _drawing(chart: Links, width: float, name: str) -> str:
    """One width; the right column is spread over the height of the left one, or the other way round."""
    rows = max(len(chart.left), len(chart.right))
    height = rows * _ROW
    start, end = width * 0.36, width * 0.60
    left = [_place(at, len(chart.left), height) for at in range(len(chart.left))]
    right = [_place(at, len(chart.right), height) for at in range(len(chart.right))]
    parts = [_edge(start, left[a], end, right[b], is_weak=a in chart.weak) for a, b in chart.pairs]
    for at, y in enumerate(left):
        kind = "knot knot-weak" if at in chart.weak else "knot"
        label = text(shorten(chart.left[at], start - 14))
        parts.append(element("text", label, x=start - 12, y=y + 4.5, text_anchor="end"))
        parts.append(element("circle", class_=kind, cx=start, cy=y, r=5))
    for at, y in enumerate(right):
        label = text(shorten(chart.right[at], width - end - 14))
        parts.append(element("text", label, x=end + 12, y=y + 4.5))
        parts.append(element("rect", class_="knot", x=end - 5, y=y - 5, width=10, height=10, rx=2))
    key = f"chart-{sha256(repr(chart).encode('utf-8', 'surrogatepass')).hexdigest()[:10]}-{name}"
    return element(
        "svg",
        element("title", text(chart.title), id=f"{key}-title"),
        element("desc", text(_("The same stands in the table below.")), id=f"{key}-desc"),
        *parts,
        class_=f"chart-{name}",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
    )


def _place(at: int, count: int, height: float) -> float:
    return height * (at + 0.5) / count


def _edge(x: float, y: float, to_x: float, to_y: float, *, is_weak: bool) -> str:
    middle = (x + to_x) / 2
    curve = f"M{x:.1f},{y:.1f}C{middle:.1f},{y:.1f} {middle:.1f},{to_y:.1f} {to_x:.1f},{to_y:.1f}"
    return element("path", class_="edge edge-weak" if is_weak else "edge", d=curve)


def _table(chart: Links) -> SafeString:
    by_right: dict[int, list[int]] = {}
    for left, right in chart.pairs:
        by_right.setdefault(right, []).append(left)
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th><td>{}</td></tr>',
        ((chart.right[at], ", ".join(chart.left[one] for one in found)) for at, found in sorted(by_right.items())),
    )
    return format_html(
        '<details><summary>{}</summary><div class="table-wrap" role="region" tabindex="0" aria-label="{}"><table><thead>'
        '<tr><th scope="col">{}</th><th scope="col">{}</th></tr></thead><tbody>{}</tbody></table></div></details>',
        _("The same as a table"),
        chart.title,
        chart.right_title,
        chart.left_title,
        rows,
    )
