"""R10: nothing that leads to a reporter is in a table, a log line or the public record."""

import io
import logging
import re

import pytest
import structlog
from django.apps import apps
from django.db import connection, models

from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib import logs
from clearhall.desk.lib.actors import REPORTER
from clearhall.desk.lib.buckets import Buckets
from clearhall.desk.lib.fields import SealedTextField
from clearhall.desk.mailbox.actions import leave_contact, read_contact, send_from_reporter
from clearhall.desk.mailbox.models import Contact, ContactRead, Message
from tests.factories import NOON, make_case

ADDRESS_WORDS = re.compile(r"(^|_)(ip|ip_address|remote_addr|user_agent|fingerprint|device|address)($|_)")


def test_no_table_has_a_column_for_the_address_or_device_of_anybody():
    found = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if (ADDRESS_WORDS.search(field.name) and field.name != "email_address")
        or isinstance(field, models.GenericIPAddressField)
    ]
    assert found == []


def test_messages_and_contacts_are_sealed_columns():
    assert isinstance(Message._meta.get_field("text"), SealedTextField)
    assert isinstance(Contact._meta.get_field("email"), SealedTextField)


@pytest.mark.django_db
def test_a_stolen_table_shows_neither_message_nor_contact():
    report = make_case().reports.get()
    leave_contact(report.pk, "someone@example.com", language="en", at=NOON)
    send_from_reporter(report.pk, "my name is Invented", at=NOON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM mailbox_contact UNION ALL SELECT text FROM mailbox_message")
        stored = b"".join(bytes(row[0]) for row in cursor.fetchall())
    assert b"someone" not in stored
    assert b"Invented" not in stored


@pytest.mark.django_db
def test_every_read_of_a_contact_names_who_and_what_for():
    report = make_case().reports.get()
    leave_contact(report.pk, "someone@example.com", language="en", at=NOON)
    read_contact(report.pk, purpose="notify", actor=REPORTER, at=NOON)
    read = ContactRead.objects.get()
    assert (read.report_id, read.actor, read.purpose) == (report.pk, "reporter", "notify")


@pytest.mark.django_db
def test_the_log_has_one_name_for_all_reporters():
    assert REPORTER.label == "reporter"
    assert not LedgerEntry.objects.exclude(actor="reporter").filter(actor__startswith="reporter").exists()


def test_a_log_line_never_carries_what_a_person_wrote():
    stream = io.StringIO()
    handler = logging.getLogger().handlers[0]
    old, handler.stream = handler.stream, stream
    try:
        log = structlog.get_logger("clearhall.test")
        log.warning("test", text="secret words", email="a@example.com", receipt="1234", ip="192.0.2.1", count=3)
        try:
            raise ValueError("secret words in an exception")
        except ValueError:
            log.error("failed", exc_info=True)
            logging.getLogger("django.request").error("Internal", exc_info=True)
    finally:
        handler.stream = old
    written = stream.getvalue()
    assert "ValueError" in written
    assert '"count": 3' in written
    for secret in ("secret words", "a@example.com", "1234", "192.0.2.1"):
        assert secret not in written
    assert {"text", "email", "ip", "receipt"} <= logs.DROPPED


def test_flood_protection_keeps_no_address():
    buckets = Buckets(capacity=1, refill_per_s=1)
    buckets.take("192.0.2.99", at_s=0.0)
    assert "192.0.2.99" not in repr(vars(buckets))


def test_flood_protection_forgets_within_the_hour():
    buckets = Buckets(capacity=1, refill_per_s=0.0001)
    assert buckets.take("192.0.2.99", at_s=0.0) == 0
    assert buckets.take("192.0.2.99", at_s=10.0) > 0
    assert buckets.take("192.0.2.99", at_s=3700.0) == 0
