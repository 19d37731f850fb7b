"""Charter R1: no table has a column for who wrote a reported item, and no way in has a field to say it."""

import re
from dataclasses import fields

import pytest
from django.apps import apps

from clearhall.desk.intake.columns import NAMES
from clearhall.desk.intake.http import ReportIn
from clearhall.desk.intake.types import NewReport, Sender

# Words under which an author's identity could be kept. `author` itself is allowed where it names one of our own staff or bodies.
WORDS = re.compile(
    r"(^|_)(author|poster|speaker|suspect|offender|account_holder|influencer|blogger|creator|uploader|handle|nickname|"
    r"username|user_name|profile|followers|ip|ip_address|address|user_agent|device|imei|fingerprint|latitude|longitude)(_|$)"
)
OURS = {
    "cases.Note.author": "a member of staff",
    "cases.Note.author_label": "a member of staff",
    "cases.PublishedOutcome.author_label": "a member of staff",
    "mailbox.Message.author_label": "a member of staff, empty for the reporter",
    "accounts.Person.username": "a member of staff",
    "accounts.Person.handle": "a member of staff",
}


def columns() -> list[str]:
    return [
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("clearhall.")
        for field in model._meta.concrete_fields
    ]


@pytest.mark.parametrize("column", columns())
def test_no_column_names_an_author(column):
    assert column in OURS or not WORDS.search(column.rsplit(".", 1)[1]), f"{column}: charter R1"


def test_the_exceptions_are_columns_that_exist():
    assert set(columns()) >= set(OURS)


def test_every_way_in_has_the_same_fields_and_none_for_an_author():
    ways = {
        "action": {field.name for field in fields(NewReport)},
        "api": set(ReportIn.model_fields) - {"capacity"},
        "file": set(NAMES) | {"is_about_reporting_body"},
    }
    assert ways["action"] == ways["api"] == ways["file"]
    for name in ways["action"] | {field.name for field in fields(Sender)}:
        assert not WORDS.search(name), name


@pytest.mark.parametrize(
    "header", ["author", "poster", "发布者", "发帖人", "作者", "账号", "昵称", "用户名", "手机号", "IP"]
)
def test_no_column_of_a_file_is_read_as_an_author(header):
    assert all(header.lower() not in (name.lower() for name in names) for names in NAMES.values())
