"""Small models of invented rows: parcels are phishing, cheap medicine is unsafe goods; log-in pages under .top are dangerous."""

import random
from datetime import UTC, datetime

import pytest

from clearhall.desk.recognition.actions import train_messages, train_urls
from clearhall.desk.recognition.store import MESSAGES, URLS
from clearhall.engine.recognition import Kind, LabelledText, Source

AT = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
PHISHING = "Your parcel is held at the depot, pay the small fee at the link to release the parcel"
GOODS = "Wonder pills without a doctor, herbal slimming capsules, order a box of pills"
ORDINARY = "Shall we meet for lunch on Sunday, grandmother brings the soup"
BAD = "http://login-qwxzkbtr7.top/verify/account.php"
GOOD = "https://river-school3.example/about"
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
    MESSAGES.remove()
    yield
    MESSAGES.remove()
    assert not MESSAGES.path.exists()


@pytest.fixture
def model(no_model):
    """A desk that has learned from the invented rows; gives the model's card."""
    card = train_messages(invented_rows(), sources=[Source("invented", "AGPL-3.0-or-later", 90)], at=AT)
    assert MESSAGES.model() is not None
    return card


def invented_addresses(number: int = 40) -> list[LabelledText]:
    draw, rows = random.Random(5), []
    letters, words = (
        "bcdfghjklmnpqrstvwxz",
        ("garden", "school", "river", "bakery", "museum", "library", "harbour", "market"),
    )
    for place in range(number):
        noise = "".join(draw.choices(letters, k=8))
        rows.append(LabelledText(f"http://login-{noise}{place}.top/verify/account.php", Kind.HARM))
        rows.append(
            LabelledText(f"https://{draw.choice(words)}-{draw.choice(words)}{place}.example/about", Kind.ORDINARY)
        )
    return rows


@pytest.fixture
def url_model():
    """A desk that has learned from the invented addresses; gives the model's card. Without it again afterwards."""
    yield train_urls(invented_addresses(), sources=[Source("invented", "AGPL-3.0-or-later", 80)], at=AT)
    URLS.remove()
    assert not URLS.path.exists()
