"""A small model of invented messages: parcels are phishing, cheap medicine is unsafe goods, the rest is ordinary."""

import random
from datetime import UTC, datetime

import pytest

from clearhall.desk.recognition.actions import train_messages
from clearhall.desk.recognition.store import IN_USE, model_path, remove_model
from clearhall.engine.recognition import Kind, LabelledText, Source

AT = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
PHISHING = "Your parcel is held at the depot, pay the small fee at the link to release the parcel"
GOODS = "Wonder pills without a doctor, herbal slimming capsules, order a box of pills"
ORDINARY = "Shall we meet for lunch on Sunday, grandmother brings the soup"
SHAPES = ((Kind.PHISHING, PHISHING), (Kind.UNSAFE_GOODS, GOODS), (Kind.ORDINARY, ORDINARY))


def invented_rows(number: int = 30) -> list[LabelledText]:
    draw, rows = random.Random(3), []
    for kind, text in SHAPES:
        words = text.split()
        for _ in range(number):
            kept = [word for word in words if draw.random() > 0.2]
            draw.shuffle(kept)
            rows.append(LabelledText(" ".join(kept), kind))
    return rows


@pytest.fixture
def no_model():
    """A desk without a model, before and after the test."""
    remove_model()
    yield
    remove_model()
    assert not model_path().exists()


@pytest.fixture
def model(no_model):
    """A desk that has learned from the invented rows; gives the model's card."""
    card = train_messages(invented_rows(), sources=[Source("invented", "AGPL-3.0-or-later", 90)], at=AT)
    assert IN_USE.model() is not None
    return card
