"""The finished figure: caption, legend, the drawing in two widths, and the same numbers as a table."""

from hashlib import sha256

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from clearhall.desk.look.charts.draw import Canvas, draw_rows, draw_upright, runs
from clearhall.desk.look.charts.scale import full_number
from clearhall.desk.look.charts.svg import element, path, text
from clearhall.desk.look.charts.types import Chart, HorizontalBars, LineChart, Series, Sparkline

_WIDE = (680.0, 300.0)
_NARROW = (340.0, 240.0)


def figure(chart: Chart, *, language: str = "en") -> SafeString:
    """Return `chart` as a `<figure>` that can be read by eye, by screen reader and as a table.

    Args:
        chart: empty charts give the caption and a sentence, no drawing.
        language: "en", "zh-hans" or "zh-hant": how numbers are written; the words around them follow the active language.
    """
    note = format_html('<p class="chart-note">{}</p>', chart.note) if chart.note else ""
    if chart.is_empty:
        body = format_html('<p class="empty">{}</p>', _("No figures yet."))
        return format_html('<figure class="chart"><figcaption>{}</figcaption>{}{}</figure>', chart.title, note, body)
    drawings = _drawing(chart, _WIDE, "wide", language) + _drawing(chart, _NARROW, "narrow", language)
    return format_html(
        '<figure class="chart"><figcaption>{}</figcaption>{}{}{}{}</figure>',
        chart.title,
        note,
        _legend(chart),
        mark_safe(drawings),
        _table(chart, language),
    )


def sparkline(chart: Sparkline) -> SafeString:
    """Return the line as an inline SVG labelled with its sentence; no known value gives the sentence alone."""
    known = [value for value in chart.values if value is not None]
    if not known:
        return format_html('<span class="hidden-visually">{}</span>', chart.sentence)
    width, height, highest = 96.0, 24.0, max(known) or 1.0
    step = width / max(1, len(chart.values) - 1)
    parts = []
    last = (0.0, 0.0)
    for run in runs(Series("", chart.values)):
        points = [(index * step, height - 2 - (height - 4) * value / highest) for index, value in run]
        parts.append(element("path", class_="line series-1", d=path(points)))
        last = points[-1]
    parts.append(element("circle", class_="dot series-1", cx=last[0], cy=last[1], r=3))
    box = f"0 0 {width:.0f} {height:.0f}"
    return mark_safe(element("svg", *parts, class_="spark", viewBox=box, role="img", aria_label=chart.sentence))


def _drawing(chart: Chart, size: tuple[float, float], name: str, language: str) -> str:
    canvas = Canvas(*size, language)
    drawing = draw_rows(chart, canvas) if isinstance(chart, HorizontalBars) else draw_upright(chart, canvas)
    key = f"chart-{sha256(repr(chart).encode('utf-8', 'surrogatepass')).hexdigest()[:10]}-{name}"
    return element(
        "svg",
        element("title", text(chart.title), id=f"{key}-title"),
        element("desc", text(_describe(chart, language)), id=f"{key}-desc"),
        drawing.inside,
        class_=f"chart-{name}",
        viewBox=f"0 0 {canvas.width:.0f} {drawing.height:.0f}",
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
    )


def _describe(chart: Chart, language: str) -> str:
    """One sentence for each series: how many points, lowest and highest and where."""
    sentences = []
    for series in chart.series:
        known = [(value, label) for value, label in zip(series.values, chart.labels, strict=True) if value is not None]
        if not known:
            continue
        low, high = min(known, key=lambda pair: pair[0]), max(known, key=lambda pair: pair[0])
        sentences.append(
            _("%(name)s: lowest %(low)s (%(low_label)s), highest %(high)s (%(high_label)s).")
            % {
                "name": series.name or chart.title,
                "low": full_number(low[0], language),
                "low_label": low[1],
                "high": full_number(high[0], language),
                "high_label": high[1],
            }
        )
    return " ".join(sentences)


def _legend(chart: Chart) -> SafeString:
    if len(chart.series) < 2:
        return mark_safe("")
    is_line = isinstance(chart, LineChart)
    items = []
    for number, series in enumerate(chart.series, start=1):
        if is_line:
            sample = element("path", class_=f"line series-{number}", d="M1,8L35,8")
        else:
            sample = element("rect", class_=f"bar series-{number}", x=4, y=0, width=28, height=16, rx=2)
        svg = element("svg", sample, viewBox="0 0 36 16", aria_hidden="true")
        items.append((mark_safe(svg), series.name))
    return format_html('<ul class="legend">{}</ul>', format_html_join("", "<li>{}{}</li>", items))


def _table(chart: Chart, language: str) -> SafeString:
    heads = format_html_join(
        "",
        '<th scope="col" class="number">{}</th>',
        ((series.name or chart.unit or _("Value"),) for series in chart.series),
    )
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}</tr>',
        ((label, _cells(chart, index, language)) for index, label in enumerate(chart.labels)),
    )
    return format_html(
        '<details><summary>{}</summary><div class="table-wrap" role="region" tabindex="0" aria-label="{}"><table><thead>'
        '<tr><th scope="col"><span class="hidden-visually">{}</span></th>{}</tr></thead><tbody>{}</tbody></table></div></details>',
        _("The numbers as a table"),
        chart.title,
        _("Label"),
        heads,
        rows,
    )


def _cells(chart: Chart, index: int, language: str) -> SafeString:
    values = (series.values[index] for series in chart.series)
    written = ((chart.gap(index) if value is None else full_number(value, language),) for value in values)
    return format_html_join("", '<td class="number">{}</td>', written)
