"""The invented pictures: what a few reporters add to their reports, drawn here, the same every time.

Two reports of different messages carry one picture: one as it was sent, one photographed from a screen or made smaller. So a new desk
shows what a match looks like. The worker reads them after the start, so that setting up does not wait for it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random

import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from clearhall.desk.city.reports import InventedReport
from clearhall.desk.files.actions import check_files, keep_files
from clearhall.desk.intake.types import Accepted
from clearhall.desk.lib.actors import REPORTER

PARCEL_LINK = "https://feilu-parcel-fee.example/pay?id=4471"
# (campaign, place from the newest of its reports, name of the file, picture)
_SENT: tuple[tuple[str, int, str, str], ...] = (
    ("en-parcel-fee", 0, "parcel.png", "parcel"),
    ("parcel-address", 0, "Screenshot_1.jpg", "parcel on a screen"),
    ("en-parcel-fee", 1, "cut.jpg", "parcel, cut"),
    ("fake-mall-sale", 0, "sale.jpg", "sale"),
    ("en-fake-outlet", 0, "outlet.jpg", "sale, small"),
    ("en-toll-road", 0, "toll.png", "toll"),
)


def send_pictures(reports: Sequence[InventedReport], accepted: Mapping[str, Accepted], *, at: datetime) -> int:
    """Add the pictures to the newest reports of their campaigns, as far as those came in. Returns how many."""
    sent = 0
    for campaign, place, name, picture in _SENT:
        keys = [one.client_id for one in reversed(reports) if one.campaign == campaign and one.client_id in accepted]
        if place >= len(keys):
            continue
        report = accepted[keys[place]]
        arrivals = check_files([(drawn(picture), name)])
        keep_files(arrivals, report_id=report.report_id, case_id=report.case_id, actor=REPORTER, at=at)
        sent += 1
    return sent


def drawn(picture: str) -> bytes:
    """One of the pictures as a file, by its name in `_SENT`. Raises KeyError for others."""
    match picture:
        case "parcel":
            return _file(_parcel(), "PNG")
        case "parcel on a screen":
            return _file(_on_a_screen(_parcel()), "JPEG")
        case "parcel, cut":
            return _file(_parcel().crop((30, 40, 690, 930)), "JPEG")
        case "sale":
            return _file(_sale(), "JPEG")
        case "sale, small":
            return _file(_sale().resize((450, 300)), "JPEG")
        case "toll":
            return _file(_toll(), "PNG")
        case _:
            raise KeyError(picture)


def _parcel() -> Image.Image:
    image = Image.new("RGB", (720, 960), (252, 250, 244))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 720, 130), fill=(196, 62, 40))
    draw.polygon([(40, 100), (110, 30), (150, 30), (80, 100)], fill="white")
    draw.text((180, 40), "FEILU EXPRESS", font=_font(48), fill="white")
    _lines(draw, 170, 30, "Your parcel FL 4471 0926 is held", "at the Linjiang depot.", "A fee of 3.60 is not paid.",
           "Scan the code before tonight,", "or it is sent back to the sender.")  # fmt: skip
    code = Image.fromarray(zxingcpp.create_barcode(PARCEL_LINK, zxingcpp.BarcodeFormat.QRCode).to_image(scale=10))
    image.paste(code.convert("RGB").resize((330, 330)), (195, 480))
    _sprinkle(draw, 1, (40, 840, 680, 940))
    return image


def _sale() -> Image.Image:
    image = Image.new("RGB", (900, 600), (28, 40, 92))
    draw = ImageDraw.Draw(image)
    _sprinkle(draw, 2, (0, 0, 900, 600))
    draw.ellipse((560, 90, 860, 390), fill=(245, 196, 40))
    draw.text((610, 190), "-90 %", font=_font(84), fill=(160, 20, 20))
    draw.rectangle((40, 60, 520, 420), fill=(255, 255, 255))
    _lines(draw, 90, 36, "CLOSING SALE", "Thousand Sails outlet", "Everything must go", "Only today, pay by transfer")
    return image


def _toll() -> Image.Image:
    image = Image.new("RGB", (720, 900), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 720, 110), fill=(16, 110, 70))
    draw.text((40, 30), "Linjiang Expressway", font=_font(44), fill="white")
    _lines(draw, 160, 30, "Vehicle LJ 5R 208: toll not paid", "Amount due 18.40", "Pay before day 24 at",
           "linjiang-toll.example", "or your plate is suspended.")  # fmt: skip
    _sprinkle(draw, 3, (40, 560, 680, 860))
    return image


def _on_a_screen(picture: Image.Image) -> Image.Image:
    """The picture in a conversation, of which a screenshot was taken."""
    screen = Image.new("RGB", (1080, 1920), (237, 237, 237))
    draw = ImageDraw.Draw(screen)
    draw.rectangle((0, 0, 1080, 140), fill=(247, 247, 247))
    draw.text((40, 50), "09:41", font=_font(40), fill="black")
    draw.rounded_rectangle((150, 190, 700, 290), 20, fill="white")
    draw.text((180, 215), "Is this one real?", font=_font(40), fill="black")
    screen.paste(picture.resize((702, 936)), (150, 340))
    draw.rounded_rectangle((420, 1340, 930, 1440), 20, fill=(149, 236, 105))
    draw.text((450, 1365), "I would not pay it", font=_font(40), fill="black")
    return screen


def _lines(draw: ImageDraw.ImageDraw, top: int, size: int, *lines: str) -> None:
    for number, line in enumerate(lines):
        draw.text((70, top + number * size * 19 // 10), line, font=_font(size), fill=(40, 40, 40))


def _sprinkle(draw: ImageDraw.ImageDraw, seed: int, box: tuple[int, int, int, int]) -> None:
    """Shapes as in any leaflet, so that one picture can be told from another."""
    chance = Random(seed)
    for _ in range(40):
        x, y, size = chance.randint(box[0], box[2] - 40), chance.randint(box[1], box[3] - 40), chance.randint(10, 40)
        colour = (chance.randint(60, 230), chance.randint(60, 230), chance.randint(60, 230))
        (draw.ellipse if chance.random() < 0.5 else draw.rectangle)((x, y, x + size, y + size), fill=colour)


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)  # of Pillow itself: the same on every machine


def _file(image: Image.Image, kind: str) -> bytes:
    content = io.BytesIO()
    image.save(content, kind)
    return content.getvalue()
