"""R1 and R8: a campaign is of messages and what they lead to. It knows no person, neither who wrote nor who reported."""

import pytest
from django.apps import apps

from clearhall.desk.accounts.models import Person
from clearhall.desk.campaigns.rules import linking_key
from clearhall.engine.indicators import IndicatorKind

TABLES = list(apps.get_app_config("campaigns").get_models())


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_no_table_of_campaigns_points_to_a_person_or_a_watchpost(table):
    related = {field.related_model for field in table._meta.fields if field.is_relation}
    assert Person not in related
    assert related <= set(TABLES)


def test_what_can_link_is_what_a_message_offers_and_never_who_may_have_got_it():
    can_link = {kind for kind in IndicatorKind if linking_key(kind, "13800001111", domain="a.test", official=())}
    assert can_link == {
        IndicatorKind.URL,
        IndicatorKind.DOMAIN,
        IndicatorKind.PHONE,
        IndicatorKind.BANK_CARD,
        IndicatorKind.CRYPTO,
        IndicatorKind.MESSENGER_OFFER,
    }
