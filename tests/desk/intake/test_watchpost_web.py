"""Pages of a watchpost: look at a file, store it, see what became of it; nobody else's."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from clearhall.desk.intake import uploads
from clearhall.desk.intake.models import ImportedFile
from clearhall.desk.lib import limits
from clearhall.desk.lib.ids import encode
from clearhall.desk.reports.models import Report
from clearhall.desk.taxonomy.harms import Harm
from clearhall.desk.watchposts.models import Watchpost, WatchpostMember
from tests.factories import NOON, make_body, make_person, make_place

pytestmark = pytest.mark.django_db


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def make_watchpost(code: str):
    body = make_body(f"body-of-{code}", place=make_place("LJ"), harms=tuple(Harm))
    watchpost = Watchpost.objects.create(
        code=code, name_zh=code, name_en=code, kind="bank", daily_quota=100, body=body, accredited_at=NOON
    )
    person = make_person(f"{code}-person", roles=())
    WatchpostMember.objects.create(watchpost=watchpost, person=person)
    return watchpost, signed_in(person)


@pytest.fixture
def bank():
    return make_watchpost("bank")


def hand_in(client, content: bytes = b"id,text\n1,one\n2,two\n3,\n", name: str = "a.csv"):
    return client.post("/watchpost/", {"file": SimpleUploadedFile(name, content), "harm": "phishing"})


def test_a_file_is_looked_at_then_stored_by_the_worker(bank):
    _watchpost, client = bank
    page = hand_in(client)["Location"]
    shown = client.get(page).content.decode()
    assert "3 rows looked at, 1 of them would be refused" in shown
    assert not Report.objects.exists()

    assert client.post(page, {"store": "1", "map-text": "text", "map-client_id": "id"}).status_code == 302
    file = ImportedFile.objects.get()
    assert file.state == "waiting"
    uploads.run_import(file.pk)

    file.refresh_from_db()
    assert (file.state, file.rows_stored, file.rows_refused) == ("done", 2, 1)
    assert not uploads.path_of(file).exists()
    assert "Refused rows with reasons" in client.get(page).content.decode()
    assert b"".join(client.get(f"{page}rejected").streaming_content).decode("utf-8-sig").startswith("row,field,reason")
    assert set(Report.objects.values_list("harm", "source")) == {("phishing", "watchpost:bank")}
    assert "one" in client.get("/watchpost/reports/").content.decode()


def test_a_mapping_can_be_mended_on_the_page(bank):
    client = bank[1]
    page = hand_in(client, "甲,乙\nfoo,bar\n".encode())["Location"]
    assert "甲" in client.get(page).content.decode()
    client.post(page, {"store": "1", "map-text": "乙"})
    uploads.run_import(ImportedFile.objects.get().pk)
    assert Report.objects.get().text == "bar"


def test_a_file_beyond_the_quota_breaks_off_with_a_sentence_and_can_be_handed_in_again(bank):
    watchpost, client = bank
    watchpost.daily_quota = 1
    watchpost.save()
    page = hand_in(client)["Location"]
    client.post(page, {"store": "1", "map-text": "text"})
    uploads.run_import(ImportedFile.objects.get().pk)
    assert ImportedFile.objects.get().state == "failed"
    assert "daily number of reports" in client.get(page).content.decode()


@pytest.mark.parametrize("content", [b"\x89PNG\r\n" + bytes(range(256)), b"PK\x03\x04 broken", b"a,b\n1,2\n", b"   "])
def test_a_file_that_cannot_be_read_is_explained(bank, content):
    client = bank[1]
    page = hand_in(client, content)["Location"]
    shown = client.get(page)
    assert shown.status_code == 200
    assert "This file cannot be stored yet" in shown.content.decode()


def test_a_file_above_the_limit_is_refused_in_words(bank, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "watchpost_file", limits.Limit(10, limits.Unit.BYTES, ""))
    page = hand_in(bank[1])
    assert page.status_code == 200
    assert "at most 10 bytes" in page.content.decode()
    assert not ImportedFile.objects.exists()


def test_another_watchposts_file_is_no_page(bank):
    page = hand_in(bank[1])["Location"]
    stranger = make_watchpost("school")[1]
    for address in (page, f"{page}rejected"):
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"{page}delete").status_code == 404
    assert stranger.post(page, {"store": "1", "map-text": "text"}).status_code == 404


def test_a_file_that_was_only_looked_at_can_be_deleted(bank):
    client = bank[1]
    page = hand_in(client)["Location"]
    path = uploads.path_of(ImportedFile.objects.get())
    assert path.exists()
    assert path.stat().st_mode & 0o077 == 0
    client.post(f"{page}delete")
    assert not path.exists()
    assert client.get(page).status_code == 404


def test_a_suspended_watchpost_sees_why_and_cannot_hand_in(bank):
    watchpost, client = bank
    watchpost.suspended_at = NOON
    watchpost.save()
    assert "suspended" in client.get("/watchpost/").content.decode()


@pytest.mark.parametrize("address", ["/watchpost/", "/watchpost/reports/", f"/watchpost/import/{encode(5)}/"])
def test_strangers_sign_in_and_others_find_nothing(address):
    assert Client().get(address).status_code == 302
    assert signed_in(make_person("someone", roles=())).get(address).status_code == 404


def test_the_list_costs_the_same_for_two_reports_and_for_twenty(bank, django_assert_max_num_queries):
    watchpost, client = bank
    rows = b"text\n" + b"".join(b"m %d\n" % n for n in range(20))
    page = hand_in(client, rows)["Location"]
    client.post(page, {"store": "1", "map-text": "text"})
    uploads.run_import(ImportedFile.objects.get().pk)
    assert Report.objects.filter(watchpost=watchpost).count() == 20
    with django_assert_max_num_queries(7):
        client.get("/watchpost/reports/")
