"""`{% load look %}`: icons, badges, notices, form fields, pager, receipt, steps, call-now box, charts.

Every tag renders a small template of `templates/look/`, so that the markup can be read as markup.
"""

from typing import Any

from django import template
from django.forms import BaseForm, CheckboxInput, CheckboxSelectMultiple, ClearableFileInput, RadioSelect
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from clearhall.desk.look import charts, icons

register = template.Library()

TONES = ("plain", "info", "good", "warn", "urgent", "accent")
_TONE_ICONS = {"info": "info", "good": "good", "warn": "warn", "urgent": "urgent"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "phone" %}`: an own-drawn inline SVG; raises KeyError for a name that is not in icons.NAMES."""
    return icons.icon(name)


@register.inclusion_tag("look/badge.html")
def badge(text: object, tone: str = "plain", icon: str = "", *, solid: bool = False) -> dict[str, Any]:
    """`{% badge _("Overdue") "urgent" icon="clock" %}`: a short label; the tone is one of TONES and never says it alone."""
    return {"text": text, "tone": _tone(tone), "icon": icon, "solid": solid}


@register.simple_block_tag(takes_context=True)
def notice(
    context: template.Context, content: str, tone: str = "info", title: str = "", *, role: str = ""
) -> SafeString:
    """`{% notice "warn" _("Title") %}…{% endnotice %}`: a box that stays on the page; `role="alert"` only after a failed act."""
    tone = _tone(tone)
    values = {"content": content, "tone": tone, "title": title, "role": role, "icon": _TONE_ICONS.get(tone, "info")}
    return render_to_string("look/notice.html", values)


@register.inclusion_tag("look/field.html")
def field(
    bound: BoundField, *, question: bool = False, columns: int = 1, css: str = "", may_skip: bool = True
) -> dict[str, Any]:
    """`{% field form.text %}`: label, hint, error and control, joined by ids for screen readers.

    Args:
        bound: a field of a form; radios and check lists become a fieldset of cards, a single checkbox one line.
        question: the label is the page's question and its only `<h1>`.
        columns: 2 sets the cards of a choice side by side where there is room.
        may_skip: False leaves out "(optional)" where leaving a field alone keeps what is set.
        css: extra class on the control, as "input-short".
    """
    widget = bound.field.widget
    is_group = isinstance(widget, (RadioSelect, CheckboxSelectMultiple))
    attrs: dict[str, Any] = {"class": css} if css else {}
    if isinstance(widget, ClearableFileInput):
        attrs["class"] = "file-input"
    return {
        "field": bound,
        "question": question,
        "is_optional": may_skip and not bound.field.required,
        "is_group": is_group,
        "is_line": isinstance(widget, CheckboxInput),
        "columns": columns,
        "control": "" if is_group else bound.as_widget(attrs=attrs),
        "described_by": _described_by(bound),
    }


@register.inclusion_tag("look/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """`{% error_summary form %}`: what must be mended, each line a link to its field; nothing when all is well."""
    return {"form": form, "fields": [bound for bound in form if bound.errors] if form.is_bound else []}


@register.inclusion_tag("look/pager.html")
def pager(*, newer: str = "", older: str = "") -> dict[str, str]:
    """`{% pager newer=url older=url %}`: links of a list paged by key; an empty address shows no link."""
    return {"newer": newer, "older": older}


@register.inclusion_tag("look/stepper.html")
def stepper(number: int, total: int) -> dict[str, Any]:
    """`{% stepper 2 6 %}`: "Question 2 of 6" with a bar; 1 ≤ number ≤ total."""
    return {"number": number, "total": total, "steps": [step <= number for step in range(1, total + 1)]}


@register.inclusion_tag("look/receipt.html")
def receipt(code: str) -> dict[str, Any]:
    """`{% receipt "1234567890123456" %}`: the code in groups of four, big, with copy and print."""
    digits = "".join(character for character in code if character.isalnum())
    return {"code": digits, "groups": [digits[start : start + 4] for start in range(0, len(digits), 4)]}


@register.inclusion_tag("look/veil.html")
def veil(src: str, alt: str, number: int, *, width: int = 0, height: int = 0) -> dict[str, Any]:
    """`{% veil url alt forloop.counter %}`: a picture blurred until asked for, without script; `number` makes the id unique."""
    return {"src": src, "alt": alt, "number": number, "width": width, "height": height}


@register.simple_tag
def chart(value: charts.Chart) -> SafeString:
    """`{% chart value %}`: the figure with its SVG and data table, numbers written in the page's language."""
    return charts.figure(value, language=get_language() or "en")


@register.simple_tag
def links_chart(value: charts.Links) -> SafeString:
    """`{% links_chart value %}`: what hangs together with what, as a drawing and as a table."""
    return charts.links_figure(value)


@register.simple_tag
def sparkline(value: charts.Sparkline) -> SafeString:
    """`{% sparkline value %}`: a line the size of a word, with its sentence for screen readers."""
    return charts.sparkline(value)


@register.filter
def bcp47(language: str) -> str:
    """`zh-hans` → `zh-Hans`: the spelling that `lang` attributes and style sheets use."""
    return "-".join(part.title() if len(part) == 4 else part for part in language.split("-"))


def _described_by(bound: BoundField) -> str:
    ids = []
    if bound.help_text:
        ids.append(f"{bound.auto_id}_helptext")
    if bound.errors:
        ids.append(f"{bound.auto_id}_error")
    return " ".join(ids)


def _tone(tone: str) -> str:
    if tone not in TONES:
        raise ValueError(f"tone is one of {', '.join(TONES)}, not {tone!r}")
    return tone


@register.filter
def message_tone(level: str) -> str:
    """The tone of a Django message: its level's name, or "info" for levels that have no tone of their own."""
    return {"success": "good", "warning": "warn", "error": "urgent"}.get(level, "info")
