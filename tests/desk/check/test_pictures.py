"""Check by picture: what it says, that nothing of the picture stays, and what it makes of bad files."""

import json
import re
import struct
import tempfile
import zlib
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clearhall.desk.check import floods, pictures
from clearhall.desk.lib.buckets import Buckets
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.limits import limit
from tests.desk.matching.conftest import PARCEL, body, report, reports
from tests.desk.pictures.conftest import LATE, MISSING, Album, Reader, album, other_poster, png, poster, reader
from tests.engine.pictures import drawing

__all__ = ["Album", "album", "body", "other_poster", "poster", "reader", "report", "reports"]
pytestmark = pytest.mark.django_db
MASK = re.compile(r'value="\w{64}"')  # tokens differ from page to page
ADDRESS, API = "/check/picture/", "/api/v1/check/picture"


@pytest.fixture(autouse=True)
def visitor(monkeypatch):
    monkeypatch.setattr(floods, "PICTURE_BUCKETS", Buckets(capacity=1_000, refill_per_s=100))
    one = Reader()
    monkeypatch.setattr(pictures, "VISITOR_READER", one)
    return one


def ask(client, content, *, address=ADDRESS, name="shot.png"):
    return client.post(address, {"picture": SimpleUploadedFile(name, content)})


def page_of(client, content):
    response = ask(client, content)
    assert response.status_code == 200
    return response.content.decode()


def rows():
    return {model._meta.label: model.objects.count() for model in apps.get_models()}


def test_both_pages_ask_for_a_picture_without_script(client):
    for page in (client.get("/check/"), client.post("/check/", {"text": "hello there"})):
        text = page.content.decode()
        assert f'action="{ADDRESS}" enctype="multipart/form-data"' in text
        assert 'type="file" name="picture"' in text
    assert client.get(ADDRESS).headers["Location"] == "/check/"


def test_the_text_of_a_picture_is_answered_like_a_pasted_text(client, visitor, reports, poster):
    reports([PARCEL] * 5, at=now())
    visitor.lines = (PARCEL,)
    page = page_of(client, png(poster))
    assert "The same message was reported 5 times this week." in page
    assert "This picture is not known here, or from too few reports to say." in page
    assert reverse("home:help-harm", args=["telecom_fraud"]) in page
    assert "Attach the picture again" in page
    assert 'name="prefill"' in page


def test_a_code_is_shown_as_text_that_leads_nowhere(client):
    script = "<script>alert(document.cookie)</script>"
    page = page_of(client, png(drawing.code(script)))
    assert script not in page
    assert "&lt;script&gt;alert(document.cookie)" in page
    page = page_of(client, png(drawing.code("https://qr-pay.example/a?b=1")))
    assert "QR code" in page
    assert "hxxps://qr-pay[.]example/a?b=1" in page
    assert 'href="https://qr-pay' not in page


def test_what_a_reported_picture_named_is_found_in_a_pasted_text(client, album, poster):
    for _ in range(3):
        album.read(png(poster), lines=("Pay at http://parcel-fee.example now",))
    page = client.post("/check/", {"text": "What is parcel-fee.example please?"}).content.decode()
    assert "something in it is known" in page


def test_a_picture_that_was_reported_is_known_also_as_a_copy(client, album, poster):
    for _ in range(4):
        album.read(png(poster), harm="telecom_fraud")
    for copy in (poster, drawing.compressed(poster), drawing.cropped(poster, 0.05, 0.05, 0.05, 0.05)):
        page = page_of(client, png(copy))
        assert "This picture was reported 4 times." in page
        assert "Telecom or online fraud" in page
    answer = json.loads(ask(client, png(poster), address=API).content)
    assert (answer["verdict"], answer["is_same_picture"]) == ("same", True)
    assert answer["picture_reported"] == {"any": True, "count": 4}


def test_whoever_made_a_picture_for_one_person_does_not_learn_that_it_was_reported(client, album, poster, other_poster):
    """Charter R10: below three reports the answer is the one for a picture that nobody reported."""
    for _ in range(2):
        album.read(png(poster), harm="harassment")
    pages = [page_of(client, png(image)) for image in (poster, other_poster)]
    assert MASK.sub("", pages[0]) == MASK.sub("", pages[1])
    answers = [json.loads(ask(client, png(image), address=API).content) for image in (poster, other_poster)]
    assert answers[0] == answers[1]
    assert answers[0]["picture_reported"] == {"any": False, "count": 0}


@pytest.mark.parametrize(
    ("error", "state", "words"),
    [(MISSING, "not_installed", "cannot read the text in pictures"), (LATE, "failed", "could not be read in time")],
)
def test_where_the_text_cannot_be_read_it_is_asked_for(client, visitor, poster, error, state, words):
    visitor.error = error
    assert words in page_of(client, png(poster))
    answer = json.loads(ask(client, png(poster), address=API).content)
    assert (answer["text_read"], answer["text_state"], answer["verdict"]) == ("", state, "nothing")


def large():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "choose a picture first"),
        (b"no picture at all", "no picture that can be read"),
        (b"%PDF-1.7 something", "no picture that can be read"),
        (large(), "too large"),
        (b"\x89PNG" + b"\0" * limit("check_picture"), "too large"),
        (drawing.as_bytes(drawing.poster(3))[:3000], "incomplete or damaged"),
    ],
)
def test_a_bad_file_is_refused_by_a_sentence_at_its_field(client, visitor, content, words):
    response = ask(client, content)
    assert response.status_code == 422
    page = response.content.decode()
    assert words in page
    assert 'href="#id_picture"' in page
    refused = ask(client, content, address=API)
    error = json.loads(refused.content)["error"]
    assert (refused.status_code, error["code"], error["field"]) == (422, "picture_unfit", "picture")
    assert visitor.asked == 0


def test_without_a_file_the_page_and_the_interface_ask_for_one(client):
    assert "choose a picture first" in client.post(ADDRESS, {}).content.decode()
    assert client.post(API, {}).status_code == 422


@pytest.mark.parametrize("address", [ADDRESS, API])
def test_nothing_of_the_picture_is_kept(client, visitor, poster, address, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    visitor.lines = ("a text that nobody may find again",)
    big = png(poster) + b"\0" * 3_000_000  # above what Django keeps in memory
    before, data = rows(), sorted(Path(settings.CLEARHALL.data_dir).rglob("*"))
    assert ask(client, big, address=address).status_code == 200
    assert rows() == before
    assert sorted(Path(settings.CLEARHALL.data_dir).rglob("*")) == data
    assert list(tmp_path.iterdir()) == []
    assert ask(client, b"no picture" * 400_000, address=address).status_code == 422
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", [ADDRESS, API])
def test_while_others_are_looked_at_one_is_asked_to_wait(client, visitor, poster, address, monkeypatch):
    monkeypatch.setattr(pictures, "WAIT_S", 0.01)
    for _ in range(limit("check_pictures_at_once")):
        assert pictures._places.acquire(blocking=False)
    try:
        response = ask(client, png(poster), address=address)
        assert response.status_code == 503
        assert int(response["Retry-After"]) >= 1
        assert "Many pictures are being looked at" in response.content.decode()
        assert visitor.asked == 0
    finally:
        for _ in range(limit("check_pictures_at_once")):
            pictures._places.release()
    assert ask(client, png(poster), address=address).status_code == 200


@pytest.mark.parametrize("address", [ADDRESS, API])
def test_one_source_can_check_so_many_pictures(client, poster, address, monkeypatch):
    monkeypatch.setattr(floods, "PICTURE_BUCKETS", Buckets(capacity=2, refill_per_s=0.001))
    statuses = [ask(client, png(poster), address=address).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_the_place_is_free_again_after_a_bad_picture(client):
    for _ in range(limit("check_pictures_at_once") + 2):
        assert ask(client, b"\x89PNG\r\n\x1a\n cut").status_code == 422
