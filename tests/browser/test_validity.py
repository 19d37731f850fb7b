"""The validity check itself: a good page passes, each planted fault is found."""

import pytest

from tests.browser.validity import faults_of

GOOD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>T</title></head><body><a href="#main">Skip</a>'
    '<main id="main"><h1>One</h1><p>Text <a href="/x">link</a></p><ul><li>a</li></ul>BODY</main></body></html>'
)


def test_a_valid_page_has_no_faults():
    assert faults_of(GOOD.replace("BODY", "")) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<p><div>x</div></p>", "unexpected-end-tag"),
        ("<p>unclosed <b>bold</p>", "unexpected-end-tag"),
        ('<p id="a">x</p><p id="a">y</p>', "id 'a' stands 2 times"),
        ('<label for="nowhere">x</label>', "points at nothing"),
        ('<a href="#nowhere">x</a>', "leads nowhere"),
        ("<h1>Two</h1>", "2 <h1>"),
        ("<h3>x</h3>", "<h3> follows <h1>"),
        ('<p style="color:red">x</p>', "style"),
        ('<p onclick="x()">x</p>', "onclick"),
        ("<script>1</script>", "a script within"),
        ('<img src="/x">', "without alt"),
        ("<ul><p>x</p></ul>", "<p> directly in <ul>"),
        ('<a href="/x"><button>y</button></a>', "<button> inside <a>"),
        ("<button></button>", "<button> without words"),
        ("<span><div>x</div></span>", "<div> in <span>"),
        ('<p class="a" class="b">x</p>', "duplicate"),
        ("&nosuch;", "entity"),
        ("</section>", "section"),
    ],
)
def test_each_planted_fault_is_found(body, fault):
    assert any(fault in found for found in faults_of(GOOD.replace("BODY", body)))
