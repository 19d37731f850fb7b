"""Template tags: labels, hints and errors are joined by ids; what people typed never becomes markup."""

import html5lib
import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from clearhall.desk.look import icons
from clearhall.desk.look.templatetags.look import TONES

XSS = '"><script>alert(1)</script>'
CHOICES = [("a", "Fraud"), ("b", XSS)]


class Sample(forms.Form):
    text = forms.CharField(label="What happened?", help_text="Paste it here.", widget=forms.Textarea)
    harm = forms.ChoiceField(label="Harm", choices=CHOICES, widget=forms.RadioSelect, help_text="The nearest.")
    tick = forms.MultipleChoiceField(
        label="Ticks", choices=CHOICES, widget=forms.CheckboxSelectMultiple, required=False
    )
    agree = forms.BooleanField(label="Agree", help_text="Only once.")
    place = forms.ChoiceField(label="Place", choices=CHOICES, required=False)
    file = forms.FileField(label="File", required=False)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def page(source: str, **values: object) -> str:
    return Template("{% load look %}" + source).render(Context(values))


def tree(html: str):
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parseFragment(html)


FIELDS = [*Sample.base_fields]


@pytest.mark.parametrize("is_bound", [True, False])
@pytest.mark.parametrize("name", FIELDS)
def test_every_control_has_a_name_and_points_only_at_ids_that_exist(name, is_bound):
    form = Sample({"text": "", "harm": "zzz", "tick": "q", "place": XSS}) if is_bound else Sample()
    root = tree(page("{% field form." + name + " %}", form=form))
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    for node in root.iter():
        for attribute in ("aria-describedby", "for"):
            assert set((node.get(attribute) or "").split()) <= set(ids)
    labelled = {node.get("for") for node in root.iter("label")}
    controls = [node for tag in ("input", "textarea", "select") for node in root.iter(tag)]
    assert controls
    assert {node.get("id") for node in controls} <= labelled


@pytest.mark.parametrize("name", ["text", "harm", "agree"])
def test_an_error_is_shown_described_and_summed_up_with_a_link_that_lands(name):
    form = Sample({})
    html = page("{% error_summary form %}{% field form." + name + " %}", form=form)
    root = tree(html)
    ids = {node.get("id") for node in root.iter()}
    assert f"id_{name}_error" in ids
    assert f"id_{name}" in ids
    described = [node.get("aria-describedby") or "" for node in root.iter()]
    assert any(f"id_{name}_error" in text for text in described)
    assert f"#id_{name}" in [node.get("href") for node in root.iter("a")]


def test_a_form_without_errors_has_no_summary():
    assert page("{% error_summary form %}", form=Sample()).strip() == ""


def test_a_question_is_the_only_first_heading():
    for name in ("text", "harm"):
        root = tree(page("{% field form." + name + " question=True %}", form=Sample()))
        assert len(list(root.iter("h1"))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "{% badge value %}",
        "{% notice 'info' value %}{{ value }}{% endnotice %}",
        "{% receipt value %}",
        "{% veil value value 1 %}",
        "{% pager newer=value older=value %}",
    ],
)
def test_what_people_typed_never_becomes_markup(source):
    html = page(source, value=XSS)
    assert "<script" not in html
    tree(html)


def test_a_receipt_code_is_shown_in_groups_of_four():
    root = tree(page("{% receipt '4831 0277-5590 2614' %}"))
    code = next(node for node in root.iter("p") if node.get("data-receipt"))
    assert code.get("data-receipt") == "4831027755902614"
    assert [node.text for node in code.iter("span")] == ["4831", "0277", "5590", "2614"]


def test_the_steps_say_where_one_is():
    html = page("{% stepper 2 6 %}")
    assert "Question 2 of 6" in html
    assert html.count('class="done"') == 2


def test_the_pager_shows_only_what_there_is():
    assert page("{% pager %}").strip() == ""
    assert "Newer" not in page("{% pager older='?after=1' %}")
    assert "Older" not in page("{% pager newer='?before=1' %}")


@pytest.mark.parametrize("name", sorted(icons.NAMES))
def test_every_icon_is_well_formed_and_hidden_from_screen_readers(name):
    svg = next(tree(icons.icon(name)).iter("{http://www.w3.org/2000/svg}svg"))
    assert svg.get("aria-hidden") == "true"


def test_an_unknown_icon_or_tone_is_an_error_not_a_hole():
    with pytest.raises(KeyError):
        page("{% icon 'nothing' %}")
    with pytest.raises(ValueError, match="tone is one of"):
        page("{% badge 'x' 'pink' %}")
    with pytest.raises(TemplateSyntaxError):
        page("{% notice %}")


@pytest.mark.parametrize("tone", TONES)
def test_every_tone_has_badge_and_notice(tone):
    assert "badge" in page("{% badge 'x' tone %}", tone=tone)
    assert "notice" in page("{% notice tone 'x' %}y{% endnotice %}", tone=tone)


@pytest.mark.parametrize(
    ("code", "written"), [("zh-hans", "zh-Hans"), ("zh-hant", "zh-Hant"), ("en", "en"), ("en-gb", "en-gb")]
)
def test_language_codes_are_written_as_browsers_expect(code, written):
    assert page("{{ code|bcp47 }}", code=code) == written
