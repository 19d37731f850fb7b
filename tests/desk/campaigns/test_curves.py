"""The drawing of how groups hang together: readable at any size, and the table says the same."""

import re

import pytest

from clearhall.desk.campaigns.common import is_common
from clearhall.desk.campaigns.curves import MOST_NODES, growth_line, links_chart
from clearhall.desk.campaigns.queries import SharedIndicator
from clearhall.desk.look.charts import Links, links_figure


def thing(name, *numbers):
    return SharedIndicator("domain", "Domain name", name, numbers)


def test_each_group_stands_beside_what_it_names():
    chart = links_chart([thing("a[.]test", 1, 2), thing("b[.]test", 2, 3)], put_together=[(4, 1)], sizes=[5, 1, 1, 2])
    assert set(chart.left) == {"group 1, 5 reports", "group 2, 1 report", "group 3, 1 report", "group 4, 2 reports"}
    assert chart.right == ("a[.]test", "b[.]test", "a person's word")
    named = {(chart.left[left][:7], chart.right[right][0]) for left, right in chart.pairs}
    assert named == {("group 1", "a"), ("group 2", "a"), ("group 2", "b"), ("group 3", "b"), ("group 4", "a")}
    assert len(chart.pairs) == 6  # groups 1 and 4 were put together by a person


@pytest.mark.parametrize("groups", [2, 29, 300])
def test_a_large_campaign_stays_readable_and_says_what_it_leaves_out(groups):
    things = [thing(f"site{number}[.]test", *range(1 + number, groups + 1)) for number in range(min(groups - 1, 14))]
    chart = links_chart(things, put_together=[], sizes=[1] * groups)
    assert len(chart.left) + len(chart.right) <= MOST_NODES
    assert ("not drawn" in chart.note) == (len(things) > 10)
    if groups > MOST_NODES - len(things):
        assert chart.left[-1] == f"{groups - (len(chart.left) - 1)} more groups"
        assert chart.weak == {len(chart.left) - 1}
    else:
        assert not chart.weak


def test_the_figure_has_two_drawings_and_the_same_as_a_table_and_escapes_what_came_from_outside():
    chart = links_chart([thing("<b>x[.]test", 1, 2)], put_together=[], sizes=[1, 2])
    figure = links_figure(chart)
    assert figure.count("<svg") == 2
    assert figure.count('class="edge"') == 4
    assert "<b>" not in figure
    assert "style=" not in figure
    table = figure[figure.index("<table") :]
    assert re.search(r'<th scope="row">&lt;b&gt;x\[\.\]test</th><td>group 1, 1 report, group 2, 2 reports</td>', table)
    assert "empty" in links_figure(links_chart([], put_together=[], sizes=[3]))


def test_a_drawing_refuses_pairs_that_lead_nowhere():
    with pytest.raises(ValueError, match="no pair"):
        Links("t", ("a",), ("b",), ((0, 1),), "l", "r")
    with pytest.raises(ValueError, match="at most"):
        Links("t", ("a",) * 61, (), (), "l", "r")


def test_the_line_on_the_case_page_says_its_numbers():
    line = growth_line([0, 2, 5])
    assert line.values == (0.0, 2.0, 5.0)
    assert line.sentence == "Reports of the last 3 days, day by day: 0, 2, 5."


@pytest.mark.parametrize(
    ("domain", "common"), [("qq.com", True), ("wikipedia.org", True), ("s.id", True), ("lanjing-pay.example", False)]
)
def test_sites_of_everybody_are_known_from_lists_that_others_keep(domain, common):
    pytest.importorskip("pymispwarninglists")
    assert is_common(domain) is common
