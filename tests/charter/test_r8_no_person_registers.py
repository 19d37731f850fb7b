"""R8: no register of natural persons. The only people in any table are those who work here or for a watchpost."""

from django.apps import apps
from django.db import models

from clearhall.desk.accounts.models import Person

OURS = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("clearhall.")]
# Columns that would turn a table into a register of people. A report's address for answers is elsewhere, sealed and erased.
WORDS = {"surname", "given_name", "first_name", "last_name", "id_number", "passport", "birth", "gender", "followers", "credit",
         "author", "ip", "ip_address", "address", "user_agent", "account_name", "real_name"}  # fmt: skip


def test_only_staff_have_a_table_of_people():
    named = {
        model.__name__ for model in OURS if {field.name for field in model._meta.fields} & {"display_name", "username"}
    }
    assert named == {"Person"}


def test_no_column_describes_a_person():
    found = [
        f"{model.__name__}.{field.name}"
        for model in OURS
        for field in model._meta.fields
        if (field.name in WORDS and field.related_model is not Person)
        or isinstance(field, models.GenericIPAddressField)
    ]
    assert not found


def test_people_are_pointed_at_as_staff_only():
    """Every key to a person stands on a table of the desk's own work: who may, who did, who signs in; never on a report."""
    pointing = {
        model.__name__
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.fields
        if field.is_relation and field.related_model is Person
    }
    assert not pointing & {"Report", "Contact", "ReportFile", "LedgerEntry"}
