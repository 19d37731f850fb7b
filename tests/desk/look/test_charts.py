"""Charts: the axis laws, what is drawn for odd input, and that nothing a name contains becomes markup."""

from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from clearhall.desk.look.charts import BarChart, HorizontalBars, LineChart, Series, Sparkline, figure, sparkline
from clearhall.desk.look.charts.draw import runs
from clearhall.desk.look.charts.scale import every_nth, short_number, shorten, text_px, ticks

NUMBERS = st.one_of(st.none(), st.integers(0, 10**15), st.floats(0, 1e15, allow_nan=False))


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def parsed(html: str) -> ElementTree.Element:
    return ElementTree.fromstring(html.replace("<!doctype html>", ""))


def svgs(html: str) -> list[ElementTree.Element]:
    return [node for node in parsed(html).iter("svg") if node.get("role") == "img"]


@given(st.floats(0, 1e300, allow_nan=False), st.integers(1, 8), st.booleans())
def test_ticks_start_at_zero_reach_the_highest_and_are_even(highest, most, whole):
    axis = ticks(highest, most=most, whole=whole)
    assert axis[0] == 0
    assert axis[-1] >= highest * (1 - 1e-9)
    assert 2 <= len(axis) <= most + 1 or highest <= 1
    steps = [after - before for before, after in pairwise(axis)]
    assert max(steps) == pytest.approx(min(steps))
    if whole:
        assert min(steps) >= 1


@pytest.mark.parametrize(
    ("highest", "expected"),
    [
        (0, (0, 1)),
        (1, (0, 1)),
        (3, (0, 1, 2, 3)),
        (31, (0, 10, 20, 30, 40)),
        (100, (0, 20, 40, 60, 80, 100)),
        (7, (0, 2, 4, 6, 8)),
    ],
)
def test_ticks_are_round(highest, expected):
    assert ticks(highest) == expected


@pytest.mark.parametrize(
    ("value", "language", "written"),
    [
        (1200, "en", "1.2K"),
        (12000, "zh-hans", "1.2万"),
        (12000, "zh-hant", "1.2萬"),
        (0.25, "en", "0.25"),
        (0, "en", "0"),
        (5, "xx", "5"),
    ],
)
def test_numbers_on_an_axis_are_short_and_in_the_language(value, language, written):
    assert short_number(value, language) == written


@given(st.text(max_size=60), st.floats(30, 400))
def test_shortened_text_fits(text, width):
    assert text_px(shorten(text, width)) <= width


def test_labels_are_thinned_until_they_fit():
    labels = tuple(f"2026-11-{day:02}" for day in range(1, 31))
    step = every_nth(labels, slot_px=20)
    assert step * 20 >= text_px(labels[0])


def test_a_gap_ends_a_line_and_is_never_a_zero():
    assert runs(Series("s", (1.0, None, 2.0, 3.0))) == [[(0, 1.0)], [(2, 2.0), (3, 3.0)]]
    drawn = svgs(figure(LineChart("t", tuple("abcd"), (Series("s", (1.0, None, 2.0, 3.0)),))))[0]
    assert len([node for node in drawn.iter("path") if "line" in node.get("class", "")]) == 1


@given(st.lists(NUMBERS, max_size=12), st.booleans())
def test_any_numbers_give_well_formed_svg_inside_its_box(values, stacked):
    labels = tuple(f"第{number}周" for number in range(len(values)))
    series = (Series("甲", tuple(values)), Series("乙", tuple(reversed(values))))
    for chart in (
        BarChart("标题", labels, series, stacked=stacked),
        LineChart("标题", labels, series),
        HorizontalBars("标题", labels, series[:1]),
    ):
        html = figure(chart, language="zh-hans")
        for drawing in svgs(html):
            width, height = (float(part) for part in drawing.get("viewBox").split()[2:])
            for rect in drawing.iter("rect"):
                assert float(rect.get("x")) >= -0.1
                assert float(rect.get("x")) + float(rect.get("width")) <= width + 0.1
                assert float(rect.get("y")) + float(rect.get("height")) <= height + 0.1


@pytest.mark.parametrize("kind", [BarChart, LineChart, HorizontalBars])
def test_an_empty_chart_says_so_in_words(kind):
    html = figure(kind("Nothing", (), ()))
    assert "No figures yet." in html
    assert "<svg" not in html
    assert "No figures yet." in figure(kind("Nothing", ("a",), (Series("s", (None,)),)))


@pytest.mark.parametrize("kind", [BarChart, LineChart, HorizontalBars])
def test_every_number_stands_in_the_table_and_the_drawing_has_name_and_description(kind):
    html = figure(kind("Reports <b>&", ("a<script>", "b"), (Series('s"', (1234.5, None)),), unit="reports"))
    root = parsed(html)
    assert [node.text for node in root.iter("td")] == ["1,234.5", "—"]
    ids = {node.get("id"): node.text for node in root.iter() if node.get("id")}
    for drawing in svgs(html):
        title, description = (ids[key] for key in drawing.get("aria-labelledby").split())
        assert title == "Reports <b>&"
        assert "highest 1,234.5 (a<script>)" in description
    assert "<script" not in html
    assert "style=" not in html


def test_stacked_bars_rest_on_each_other():
    chart = BarChart("t", ("a",), (Series("x", (2,)), Series("y", (3,))), stacked=True)
    low, high = list(svgs(figure(chart))[0].iter("rect"))
    assert float(high.get("y")) + float(high.get("height")) == pytest.approx(float(low.get("y")), abs=0.2)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1, 1e16])
def test_numbers_that_cannot_be_drawn_are_refused_by_name(value):
    with pytest.raises(ValueError, match="series 'odd'"):
        Series("odd", (value,))


def test_limits_are_held():
    with pytest.raises(ValueError, match="at most 400 points"):
        BarChart("t", ("a",) * 401, (Series("s", (1,) * 401),))
    with pytest.raises(ValueError, match="at most 6 series"):
        BarChart("t", ("a",), tuple(Series(str(number), (1,)) for number in range(7)))
    with pytest.raises(ValueError, match="2 values for 1 labels"):
        LineChart("t", ("a",), (Series("s", (1, 2)),))
    with pytest.raises(ValueError, match="one series"):
        HorizontalBars("t", ("a",), (Series("s", (1,)), Series("t", (1,))))


def test_a_sparkline_says_its_sentence_and_one_without_numbers_says_only_that():
    html = sparkline(Sparkline((1, 4, None, 2), "Rising <fast>"))
    assert parsed(html).get("aria-label") == "Rising <fast>"
    assert sparkline(Sparkline((None,), "No figures")) == '<span class="hidden-visually">No figures</span>'
    assert sparkline(Sparkline((5,), "One")).startswith("<svg")
