"""R10, R12: what a stranger hears of a known message, and who follows it, can be held against nobody."""

import pytest
from django.apps import apps

from clearhall.desk.campaigns.models import Follow
from clearhall.desk.lib.limits import limit


def test_nothing_is_said_of_fewer_reports_than_the_statistics_would_show():
    assert limit("hint_count") >= 5


def test_a_follow_says_nothing_of_its_follower():
    assert {field.name for field in Follow._meta.fields} == {"id", "group", "client_id", "receipt_mac", "since"}
    assert not any(field.is_relation for field in Follow._meta.fields)


@pytest.mark.parametrize("table", list(apps.get_app_config("official").get_models()), ids=lambda table: table.__name__)
def test_the_register_of_official_names_has_no_place_for_a_person(table):
    related = {field.related_model.__name__ for field in table._meta.fields if field.is_relation}
    assert related <= {"Body", "Organisation"}
