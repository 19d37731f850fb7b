"""Tables of pictures. All of it can be made again from the evidence, and goes with it."""

from django.db import models
from django.db.models import F, Q

from clearhall.desk.pictures.states import Reading, TextState
from clearhall.engine.pictures import Reason


class Picture(models.Model):
    """What a machine read of one picture of evidence. Deleted when the file is erased.

    Holds what the picture shows and nothing about it: no metadata of the file (camera, place, author), no face, no name. `text` may
    hold personal data, as the picture does, and is shown only to people who may open the file.
    """

    evidence = models.OneToOneField(
        "files.Evidence", primary_key=True, on_delete=models.PROTECT, related_name="picture"
    )
    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="pictures")
    state = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Reading])
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField()
    # Order in which readings were committed, gapless, so that every process knows what it has not seen; None until read.
    sequence = models.BigIntegerField(null=True, blank=True, unique=True)
    likeness = models.BinaryField(default=b"")  # to compare with others; the picture cannot be seen from it
    family = models.CharField(
        max_length=13, blank=True, db_index=True
    )  # shown key of the first picture that is the same
    codes = models.JSONField(default=list)  # of QR and bar codes: [{"kind": …, "text": …}]
    text = models.TextField(blank=True)
    text_state = models.CharField(max_length=14, blank=True, choices=[(one.value, one.value) for one in TextState])

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", sequence__isnull=False) | (~Q(state="done") & Q(sequence__isnull=True)),
                name="picture_is_in_order_once_read",
            ),
        ]

    def __str__(self) -> str:
        return f"picture {self.pk}"


class AlikePictures(models.Model):
    """A picture resembles one that was read before it, and how that was seen. A suggestion of a machine."""

    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="alike")
    earlier = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="alike_later")
    reason = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Reason])
    distance = models.PositiveSmallIntegerField(
        null=True, blank=True
    )  # bits of 256 that differ; None: by landmarks alone
    landmarks = models.PositiveSmallIntegerField(default=0)  # marked spots that agree

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["picture", "earlier"], name="pictures_are_compared_once"),
            models.CheckConstraint(condition=~Q(picture=F("earlier")), name="picture_is_compared_with_another"),
        ]

    def __str__(self) -> str:
        return f"{self.picture_id} is like {self.earlier_id}"


class PictureOrder(models.Model):
    """One row: the next sequence, and how often pictures were erased. Whoever stores a reading holds it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    next_sequence = models.BigIntegerField(default=1)
    erasures = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="picture_order_is_one_row")]

    def __str__(self) -> str:
        return f"next picture is {self.next_sequence}"
