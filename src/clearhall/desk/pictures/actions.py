"""Every write to what was read of pictures. One picture at a time; a reading that dies is tried once more and then given up."""

from datetime import datetime, timedelta

from django.db import transaction

from clearhall.desk.files.actions import hold_file, read_original
from clearhall.desk.files.errors import EvidenceChanged, EvidenceNotFound
from clearhall.desk.files.queries import find_picture, unerased_pictures
from clearhall.desk.lib import ids
from clearhall.desk.lib.actors import job
from clearhall.desk.pictures.index import PROCESS
from clearhall.desk.pictures.looking import WORKER_READER, Looked, look_at
from clearhall.desk.pictures.models import AlikePictures, Picture, PictureOrder
from clearhall.desk.pictures.states import Reading
from clearhall.desk.reports.actions import add_indicators
from clearhall.desk.reports.bulk import IndicatorRow
from clearhall.desk.reports.finding import find_indicators
from clearhall.engine.pictures import PictureError

READER = job("pictures")
MOST_TRIES = 2
AGAIN_AFTER = timedelta(minutes=10)  # the reading of one picture takes at most a minute; who began it has died
MOST_ALIKE = 20


def read_picture(evidence_id: int, *, at: datetime) -> bool:
    """Read one picture of evidence and store what was seen. Safe to call again.

    Returns:
        True when it was read now. False when it was read before, is erased, is being read, or cannot be read: that is stored, and it
        is not tried again.
    """
    report_id = find_picture(evidence_id)
    if report_id is None or not _claim(evidence_id, report_id=report_id, at=at):
        return False
    try:
        looked = look_at(read_original(evidence_id, actor=READER, at=at), reader=WORKER_READER)
    except EvidenceNotFound:  # erased in this moment, and the row with it
        return False
    except (EvidenceChanged, PictureError):
        _give_up(evidence_id)
        return False
    return _keep(evidence_id, looked, report_id=report_id)


def pictures_to_read(*, at: datetime, most: int) -> list[int]:
    """Keys of pictures that nobody has read or is reading, the oldest first."""
    begun = Picture.objects.filter(state=Reading.STARTED, tried_at__lte=at - AGAIN_AFTER).order_by("pk")
    new = unerased_pictures(most=most, without=Picture.objects.values("pk"))
    return [*begun.values_list("pk", flat=True)[:most], *(pk for pk, _report_id in new)][:most]


@transaction.atomic
def forget_pictures(report_id: int) -> int:
    """Delete what was read of a report's pictures, and how they resemble others. Returns of how many. Goes with erasing the files."""
    deleted = Picture.objects.filter(report_id=report_id)
    keys = list(deleted.values_list("pk", flat=True))
    if keys:
        order = _hold_order()
        order.erasures += 1
        order.save(update_fields=["erasures"])
        deleted.delete()
    return len(keys)


@transaction.atomic
def _claim(evidence_id: int, *, report_id: int, at: datetime) -> bool:
    """Note that the reading begins, before anything is unpacked: so a picture that kills the process does not do so for ever."""
    if not hold_file(evidence_id):
        return False
    picture = Picture.objects.filter(pk=evidence_id).first() or Picture(
        evidence_id=evidence_id, report_id=report_id, state=Reading.STARTED
    )
    if picture.state != Reading.STARTED or (picture.tries and picture.tried_at > at - AGAIN_AFTER):
        return False
    if picture.tries >= MOST_TRIES:
        picture.state = Reading.UNREADABLE
    picture.tries, picture.tried_at = picture.tries + 1, at
    picture.save()
    return picture.state == Reading.STARTED


def _give_up(evidence_id: int) -> None:
    Picture.objects.filter(pk=evidence_id).update(state=Reading.UNREADABLE)


@transaction.atomic
def _keep(evidence_id: int, looked: Looked, *, report_id: int) -> bool:
    """Store a reading, unless the file was erased meanwhile."""
    if not hold_file(evidence_id):
        return False
    order = _hold_order()
    alike = PROCESS.find(looked.question, limit=MOST_ALIKE + 1)
    families = dict(
        Picture.objects.filter(pk__in=[one.picture_id for one in alike]).values_list("pk", "family")
    )  # without those erased meanwhile
    same = [families[one.picture_id] for one in alike if one.is_same and one.picture_id in families]
    Picture.objects.filter(pk=evidence_id).update(
        state=Reading.DONE, sequence=order.next_sequence, likeness=looked.likeness, family=same[0] if same else ids.encode(evidence_id),
        codes=[{"kind": one.kind, "text": one.text} for one in looked.codes], text=looked.text, text_state=looked.text_state,
    )  # fmt: skip
    order.next_sequence += 1
    order.save(update_fields=["next_sequence"])
    AlikePictures.objects.bulk_create(
        AlikePictures(
            picture_id=evidence_id, earlier_id=one.picture_id, reason=one.reason, distance=one.distance, landmarks=one.landmarks
        )
        for one in alike[:MOST_ALIKE]
        if one.picture_id in families
    )  # fmt: skip
    add_indicators(report_id, [IndicatorRow(report_id, *found) for found in _indicators(looked)])
    return True


def _indicators(looked: Looked) -> list[tuple[str, str, str, int, int]]:
    """What the picture names; a place in its text is none in the report's."""
    [found] = find_indicators([(looked.all_text, "")])
    return [(one.kind, one.value, one.domain, 0, 0) for one in found]


def _hold_order() -> PictureOrder:
    """Wait until nobody else stores a reading, to the end of the transaction."""
    PictureOrder.objects.get_or_create(pk=1)
    return PictureOrder.objects.select_for_update().get(pk=1)
