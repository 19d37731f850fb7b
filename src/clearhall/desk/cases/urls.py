"""Addresses of the staff pages of casework."""

from django.urls import path, register_converter

from clearhall.desk.cases import web
from clearhall.desk.cases.steps import STEPS


class StepConverter:
    """`<step:name>`: one of the steps of the case page; anything else answers 404."""

    regex = "|".join(STEPS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(StepConverter, "case_step")

app_name = "cases"
urlpatterns = [
    path("staff/", web.queue, name="queue"),
    path("staff/bulk/", web.bulk, name="bulk"),
    path("staff/cases/<key:case_id>/", web.case, name="case"),
    path("staff/cases/<key:case_id>/<case_step:name>/", web.step, name="step"),
    path("staff/cases/<key:case_id>/files/<key:evidence_id>/picture/", web.picture, name="picture"),
    path("staff/cases/<key:case_id>/files/<key:evidence_id>/original/", web.original, name="original"),
]
