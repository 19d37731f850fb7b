"""Our small markup: what it makes of each block, and that nothing in a text becomes an element by accident."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearhall.desk.home.markup import render_text

TITLE = "# T\n\nSummary.\n\n"


def body(source: str) -> str:
    return render_text(TITLE + source).body


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("Two\nlines", "<p>Two lines</p>"),
        ("## A **b**", "<h2>A <strong>b</strong></h2>"),
        ("- a\n- b\n  more", "<ul><li>a</li><li>b more</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("`x < y`", "<p><code>x &lt; y</code></p>"),
        ("[here](https://desk.example/?a=1&b=2)", '<p><a href="https://desk.example/?a=1&amp;b=2">here</a></p>'),
        ("[charter](page:home:charter)", '<p><a href="/charter/">charter</a></p>'),
        ("[later](page:no-such:page)", "<p>later</p>"),
        ("{emergency_number}", '<p><a class="nowrap" href="tel:110">110</a></p>'),
        (
            "| a | b |\n|---|---|\n| c | d |",
            '<table class="reflow"><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead>'
            '<tbody><tr><th scope="row">c</th><td data-label="b">d</td></tr></tbody></table>',
        ),
    ],
)
def test_each_form_is_rendered(source, html):
    assert body(source) == html


def test_title_and_summary_are_words_of_their_own():
    text = render_text("# Title\n\nSummary.\n\n## Part\n\nMore.")
    assert (text.title, text.summary, text.body) == ("Title", "Summary.", "<h2>Part</h2>\n<p>More.</p>")


@pytest.mark.parametrize("source", ["", "No title", "## Small"])
def test_a_text_without_title_is_refused(source):
    with pytest.raises(ValueError, match="title"):
        render_text(source)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "http://plain.example", "data:text/html,x", "ftp://x.example"]
)
def test_unsafe_addresses_are_refused(address):
    with pytest.raises(ValueError, match="neither https nor"):
        body(f"[x]({address})")


def test_an_unknown_number_is_refused_by_name():
    with pytest.raises(ValueError, match="no_such_number"):
        body("{no_such_number}")


@pytest.mark.parametrize("table", ["|---|", "| a | b |\n|---|---|\n| c |"])
def test_a_crooked_table_is_refused(table):
    with pytest.raises(ValueError, match="table"):
        body(table)


@given(st.text(alphabet='<>&"ab \n*`', max_size=60))
def test_no_text_becomes_an_element_that_the_markup_does_not_know(source):
    html = body(source)
    for known in ("p", "strong", "code", "ul", "ol", "li", "h1", "h2", "h3"):
        html = html.replace(f"<{known}>", "").replace(f"</{known}>", "")
    assert "<" not in html
