"""What a machine reads of a picture in evidence: once, kept apart from its metadata, gone with the file."""

import io
import struct
import zlib
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import transaction
from django_tasks_db.models import DBTaskResult
from PIL import Image

from clearhall.desk.files import store
from clearhall.desk.files.actions import erase_files
from clearhall.desk.files.models import CustodyEvent
from clearhall.desk.lib.actors import job
from clearhall.desk.lib.ids import encode
from clearhall.desk.pictures import actions, jobs
from clearhall.desk.pictures.health import health
from clearhall.desk.pictures.index import PROCESS
from clearhall.desk.pictures.jobs import read_left_over
from clearhall.desk.pictures.models import AlikePictures, Picture, PictureOrder
from clearhall.desk.reports.models import Report, ReportIndicator
from clearhall.desk.upkeep.retention import erase_old_reports
from tests.desk.pictures.conftest import LATE, MISSING, png
from tests.engine.pictures import drawing
from tests.factories import NOON

pytestmark = pytest.mark.django_db
LINES = ("您的包裹已被海关扣留", "请在今天内点击 http://parcel-fee.example 付款")


def test_a_picture_is_read_once_and_its_text_names_what_a_pasted_text_would(album, reader, poster):
    picture = album.read(png(poster), lines=LINES)
    assert (picture.state, picture.text_state, picture.text) == ("done", "read", "\n".join(LINES))
    assert (picture.sequence, picture.family, picture.tries) == (1, encode(picture.pk), 1)
    named = ReportIndicator.objects.get(report=picture.report_id)
    assert (named.value, named.domain, named.start, named.end) == (
        "http://parcel-fee.example",
        "parcel-fee.example",
        0,
        0,
    )
    assert not actions.read_picture(picture.pk, at=NOON)
    assert reader.asked == 1
    assert list(CustodyEvent.objects.values_list("what", "actor")) == [
        ("arrived", "reporter"),
        ("read", "job:pictures"),
    ]


def test_what_the_report_names_already_is_not_named_twice(album, poster):
    case_text = "It leads to http://parcel-fee.example they say"
    evidence = album.send(png(poster), text=case_text)
    ReportIndicator.objects.create(
        report_id=evidence.report_id,
        kind="url",
        value="http://parcel-fee.example",
        domain="parcel-fee.example",
        start=12,
        end=37,
    )
    album.reader.lines = LINES
    assert actions.read_picture(evidence.pk, at=NOON)
    assert ReportIndicator.objects.count() == 1


def test_a_report_with_a_picture_has_it_read_by_the_worker_after_the_commit(
    album, poster, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        evidence = album.send(png(poster))
        album.send(b"only words", name="note.txt")
        assert not DBTaskResult.objects.exists()
    task = DBTaskResult.objects.get()
    assert (task.task_path, task.args_kwargs) == (
        "clearhall.desk.pictures.jobs.read_one",
        {"args": [evidence.pk], "kwargs": {}},
    )


def test_pictures_whose_task_was_lost_are_read_in_their_order(album, poster, other_poster, monkeypatch):
    monkeypatch.setattr(jobs, "WORK_S", 600)  # the first picture in a fresh installation compiles kernels
    first, second = album.send(png(poster)), album.send(png(other_poster))
    album.send(b"only words", name="note.txt")
    assert health().waiting == 2
    assert read_left_over(at=NOON) == 2
    assert read_left_over(at=NOON) == 0
    assert list(Picture.objects.order_by("sequence").values_list("pk", flat=True)) == [first.pk, second.pk]
    assert (health().waiting, health().read) == (0, 2)


def test_a_look_for_lost_pictures_leaves_the_rest_to_the_next_one_when_time_is_up(
    album, poster, other_poster, monkeypatch
):
    monkeypatch.setattr(jobs, "WORK_S", 0)
    album.send(png(poster))
    album.send(png(other_poster))
    assert [read_left_over(at=NOON) for _ in range(3)] == [1, 1, 0]


def test_a_copy_is_found_and_says_how_and_joins_the_family(album, poster, other_poster):
    first = album.read(png(poster))
    other = album.read(png(other_poster))
    again = album.read(drawing.as_bytes(drawing.compressed(poster), "JPEG", quality=40))
    part = album.read(png(drawing.cropped(poster, 0.05, 0.05, 0.05, 0.05)))
    assert again.family == part.family == first.family != other.family
    found = {(one.picture_id, one.earlier_id): one for one in AlikePictures.objects.all()}
    assert set(found) == {(again.pk, first.pk), (part.pk, first.pk), (part.pk, again.pk)}
    same, cut = found[again.pk, first.pk], found[part.pk, first.pk]
    assert (same.reason, same.distance <= 31) == ("same_picture", True)
    assert (cut.reason, cut.distance, cut.landmarks > 15) == ("shared_landmarks", None, True)


@pytest.mark.parametrize(("error", "state"), [(MISSING, "not_installed"), (LATE, "failed")])
def test_without_the_text_a_picture_is_still_compared(album, reader, poster, error, state):
    reader.error = error
    picture = album.read(png(poster))
    assert (picture.state, picture.text, picture.text_state) == ("done", "", state)
    reader.error = None
    assert album.read(png(poster)).family == picture.family
    assert health().text_failed == (state == "failed")


def test_a_code_is_kept_as_text_and_named_like_a_pasted_link(album):
    script = "<script>alert(1)</script> http://qr-pay.example/x"
    picture = album.read(png(drawing.code(script)))
    assert picture.codes == [{"kind": "qr", "text": script}]
    assert ReportIndicator.objects.get().domain == "qr-pay.example"


def test_the_bare_number_at_the_head_of_a_screenshot_is_not_kept(album, reader, poster):
    reader.boxes = ((100, 20, 400, 60), (40, 600, 500, 640))
    picture = album.read(png(poster), lines=("+86 138 0013 8000", "Call 13912345678 today"))
    assert picture.text == "Call 13912345678 today"
    assert [one.value for one in ReportIndicator.objects.all()] == ["13912345678"]


def test_nothing_of_what_the_file_says_about_its_maker_is_kept(album, poster):
    described = Image.Exif()
    described[0x010F], described[0x013B] = "Camera of Invented", "Author Invented"
    content = io.BytesIO()
    poster.save(content, "JPEG", exif=described, comment=b"written by Invented")
    assert b"Invented" in content.getvalue()
    picture = album.read(content.getvalue())
    for model in apps.get_models():
        for row in model.objects.values():
            assert "Invented" not in str(
                {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}
            )
    assert picture.likeness == album.read(png(Image.open(content).convert("RGB"))).likeness


def broken(evidence_id, content):
    store.write(evidence_id, store.ORIGINAL, content)


def large_png():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n cut", b"no picture", large_png(), None])
def test_a_picture_that_cannot_be_read_is_given_up_at_once(album, reader, poster, content):
    evidence = album.send(png(poster))
    if content is None:
        store.remove(evidence.pk)
    else:
        broken(evidence.pk, content)
    assert not actions.read_picture(evidence.pk, at=NOON)
    picture = Picture.objects.get()
    assert (picture.state, picture.sequence, bytes(picture.likeness)) == ("unreadable", None, b"")
    assert actions.pictures_to_read(at=NOON + timedelta(days=1), most=9) == []
    assert (reader.asked, health().unreadable) == (0, 1)


def test_a_picture_that_kills_its_reader_is_tried_twice_and_no_more(album, poster, monkeypatch):
    evidence = album.send(png(poster))

    def die(content, *, reader):
        raise SystemExit

    monkeypatch.setattr(actions, "look_at", die)
    at = NOON
    for _ in range(actions.MOST_TRIES):
        assert actions.pictures_to_read(at=at, most=9) == [evidence.pk]
        with pytest.raises(SystemExit):
            actions.read_picture(evidence.pk, at=at)
        assert not actions.read_picture(evidence.pk, at=at)  # begun, and nobody knows yet that it died
        at += actions.AGAIN_AFTER
    assert not actions.read_picture(evidence.pk, at=at)
    assert Picture.objects.get().state == "unreadable"
    assert actions.pictures_to_read(at=at + timedelta(days=9), most=9) == []


def test_erasing_a_report_takes_all_that_was_read_with_it(album, poster, settings):
    first = album.read(png(poster), lines=LINES)
    again = album.read(png(poster), lines=LINES)
    assert len(PROCESS) == 2 or PROCESS.find(_question(poster), limit=5)
    case = Report.objects.get(pk=first.report_id).case
    case.state, case.closed_at, case.closing_state = "closed", NOON, "resolved"
    case.save()
    assert erase_old_reports(at=NOON + timedelta(days=settings.CLEARHALL.retention_days + 1)) == 1
    assert list(Picture.objects.values_list("pk", flat=True)) == [again.pk]
    assert not AlikePictures.objects.exists()
    assert set(ReportIndicator.objects.values_list("report_id", flat=True)) == {again.report_id}
    assert [one.picture_id for one in PROCESS.find(_question(poster), limit=5)] == [again.pk]
    assert len(PROCESS) == 1  # nothing of it stays in memory
    assert not actions.read_picture(first.pk, at=NOON)
    assert Picture.objects.count() == 1


def test_a_file_that_is_erased_while_it_is_read_leaves_nothing(album, poster, monkeypatch):
    evidence = album.send(png(poster))
    look = actions.look_at

    def slow(content, *, reader):
        erase_files(evidence.report_id, case_id=1, actor=job("retention"), at=NOON)
        actions.forget_pictures(evidence.report_id)
        return look(content, reader=reader)

    monkeypatch.setattr(actions, "look_at", slow)
    assert not actions.read_picture(evidence.pk, at=NOON)
    assert not Picture.objects.exists()
    assert not ReportIndicator.objects.exists()


def test_every_reading_has_the_next_number(album, poster, other_poster):
    rows = [album.read(png(image)) for image in (poster, other_poster, poster)]
    assert [row.sequence for row in rows] == [1, 2, 3]
    assert PictureOrder.objects.get().next_sequence == 4


def test_a_process_follows_what_others_read_and_starts_anew_with_another_database(album, poster):
    album.read(png(poster))
    PROCESS.forget()
    asked = _question(poster)
    assert len(PROCESS.find(asked, limit=5)) == 1
    with transaction.atomic():
        Picture.objects.all().delete()
        PictureOrder.objects.all().delete()
        assert PROCESS.find(asked, limit=5) == ()


def _question(image):
    from clearhall.engine.pictures import question

    return question(drawing.as_picture(image))
