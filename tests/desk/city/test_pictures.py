"""The pictures of the invented city: small, the same every time, and found as copies of each other."""

import io

import pytest
from PIL import Image

from clearhall.desk.city import load
from clearhall.desk.city.pictures import _SENT, PARCEL_LINK, drawn
from clearhall.desk.files.models import Evidence
from clearhall.desk.lib.limits import limit
from clearhall.engine import pictures
from tests.desk.city.conftest import NIGHT


@pytest.mark.parametrize("name", [picture for _campaign, _place, _file, picture in _SENT])
def test_a_picture_is_small_and_the_same_every_time(name):
    content = drawn(name)
    assert content == drawn(name)
    assert len(content) < 200_000 < limit("evidence_file")
    assert Image.open(io.BytesIO(content)).info.get("exif") is None


def test_copies_are_found_and_others_are_not():
    opened = {name: pictures.open_picture(drawn(name)) for *_rest, name in _SENT}
    index = pictures.PictureIndex()
    names = ["parcel", "sale", "toll"]
    index.add_many(range(3), [pictures.fingerprint(opened[name]) for name in names])
    for name, picture in opened.items():
        found = index.find(pictures.question(picture))
        assert [names[one.picture_id] for one in found] == [name.partition(",")[0].removesuffix(" on a screen")]
        assert found[0].is_same
    for name in ("parcel", "parcel on a screen", "parcel, cut"):
        assert [one.text for one in pictures.read_codes(opened[name])] == [PARCEL_LINK]


@pytest.mark.django_db
def test_the_city_has_them_in_evidence(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    load.load_city(say=lambda _line: None, now=NIGHT, days=9)
    names = set(Evidence.objects.values_list("name", flat=True))
    assert {"parcel.png", "Screenshot_1.jpg", "sale.jpg"} <= names
    assert set(Evidence.objects.values_list("arrived_at", flat=True)) == {NIGHT}
