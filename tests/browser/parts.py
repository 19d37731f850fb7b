"""A page that shows every part of the design system once, and the addresses that serve it. Only tests know it."""

from pathlib import Path

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from clearhall.desk.look import icons
from clearhall.desk.look.charts import BarChart, HorizontalBars, LineChart, Series, Sparkline
from clearhall.desk.look.numbers import call_numbers

TEMPLATE = Path(__file__).parent / "templates" / "parts.html"
CHOICES = [("a", "诈骗 Fraud"), ("b", "Phishing"), ("c", "A rather long choice that has to break somewhere on a phone")]
WEEKS = tuple(f"第{number}周" for number in range(1, 9))


class PartsForm(forms.Form):
    """One field of each kind."""

    text = forms.CharField(label="What happened?", help_text="Paste it here.", widget=forms.Textarea)
    code = forms.CharField(label="Receipt code")
    harm = forms.ChoiceField(label="Harm", choices=CHOICES, widget=forms.RadioSelect, help_text="The nearest.")
    tick = forms.MultipleChoiceField(
        label="Evidence", choices=CHOICES, widget=forms.CheckboxSelectMultiple, required=False
    )
    agree = forms.BooleanField(label="I want an answer by e-mail", help_text="Only for this report.", required=False)
    place = forms.ChoiceField(label="Place", choices=CHOICES, required=False)
    day = forms.DateField(label="Day", required=False)
    file = forms.FileField(label="Screenshot", required=False)


def show_parts(request: HttpRequest) -> HttpResponse:
    """Every part, with a form that has errors."""
    values = {
        "form": PartsForm({"code": "12", "harm": "zzz"}),
        "charts": [
            BarChart(
                "Bars", WEEKS, (Series("Reports", (3, 7, None, 0, 12, 31, 8, 4)),), unit="reports", note="A note."
            ),
            BarChart(
                "Stacked", WEEKS, (Series("甲", (3,) * 8), Series("乙", (2,) * 8), Series("丙", (1,) * 8)), stacked=True
            ),
            LineChart("Lines", WEEKS, (Series("City", (5, 6, 7, 8, 6, 5, 4, 9)), Series("Province", (1,) * 8))),
            LineChart("Area", WEEKS, (Series("City", (120_000, 180_000, 90_000, 220_000, 1, 2, 3, 4)),)),
            HorizontalBars(
                "Rows", ("电信网络诈骗", "A long name for a harm that must be cut"), (Series("n", (1823, 12)),)
            ),
            BarChart("Nothing", (), ()),
        ],
        "spark": Sparkline((1, 4, 2, 8), "Rising from 1 to 8"),
        "icons": sorted(icons.NAMES),
        "numbers": call_numbers(),
    }
    template = engines["django"].from_string(TEMPLATE.read_text(encoding="utf-8"))
    return HttpResponse(template.render(values, request))


urlpatterns = [path("parts/", show_parts), path("", include("clearhall.desk.config.urls"))]
