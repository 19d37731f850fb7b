"""Invented pictures of four kinds, the same for the same number, and the ways in which copies of them come back."""

import io
import math
import random
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from clearhall.engine.pictures import Picture

CHINESE_FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
SIGNS = [chr(0x4E00 + 13 * i) for i in range(900)]
LETTERS = "abcdefghijklmnoprstuvwy"


def font(size):
    return ImageFont.truetype(CHINESE_FONT, size) if CHINESE_FONT.exists() else ImageFont.load_default(size)


def words(chance, count):
    """So many signs, or as much of letters where no Chinese font is installed."""
    if CHINESE_FONT.exists() and chance.random() < 0.7:
        return "".join(chance.choice(SIGNS) for _ in range(count))
    return " ".join("".join(chance.choices(LETTERS, k=chance.randint(2, 9))) for _ in range(max(1, count // 4)))


def colour(chance, least=0, most=255):
    return tuple(chance.randint(least, most) for _ in range(3))


def clouds(seed, width, height, slope):
    """Coloured noise with the spectrum of photographs."""
    noise = np.random.default_rng(seed)
    distance = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.fftfreq(width)[None, :])
    distance[0, 0] = 1
    common = np.fft.fft2(noise.standard_normal((height, width)))
    layers = []
    for _ in range(3):
        own = np.fft.fft2(noise.standard_normal((height, width)))
        layer = np.fft.ifft2((common + 0.3 * own) / distance ** (slope / 2)).real
        layers.append((layer - layer.mean()) / layer.std() * 50 + noise.integers(80, 170))
    return Image.fromarray(np.stack(layers, 2).clip(0, 255).astype(np.uint8))


def photo(seed):
    chance = random.Random(seed)
    width, height = chance.choice([(1024, 768), (768, 1024), (900, 900), (1280, 720)])
    image = clouds(seed, width, height, chance.uniform(2.0, 3.2))
    draw = ImageDraw.Draw(image)
    for _ in range(chance.randint(4, 25)):
        x, y, size = chance.randint(0, width), chance.randint(0, height), chance.randint(20, width // 3)
        shape = chance.randint(0, 2)
        corner = (x + size, y + int(size * chance.uniform(0.3, 1.5)))
        if shape == 0:
            draw.ellipse((x, y, *corner), fill=colour(chance))
        elif shape == 1:
            draw.rectangle((x, y, *corner), fill=colour(chance))
        else:
            around = [(x + chance.randint(-size, size), y + chance.randint(-size, size)) for _ in range(5)]
            draw.polygon(around, fill=colour(chance))
    return image.filter(ImageFilter.GaussianBlur(chance.uniform(0.5, 1.5)))


def chat(seed):
    """A conversation on a phone."""
    chance = random.Random(seed)
    width, height = chance.choice([(1080, 2340), (1170, 2532), (720, 1600)])
    unit = width / 1080
    image = Image.new("RGB", (width, height), (237, 237, 237))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, int(200 * unit)), fill=(247, 247, 247))
    draw.text(
        (40 * unit, 30 * unit),
        f"{chance.randint(0, 23):02}:{chance.randint(0, 59):02}",
        font=font(int(40 * unit)),
        fill=0,
    )
    draw.text((width / 2 - 100 * unit, 110 * unit), words(chance, 4), font=font(int(50 * unit)), fill=0)
    y, letters = 240 * unit, font(int(44 * unit))
    while y < height - 300 * unit:
        is_left, text = chance.random() < 0.6, words(chance, chance.randint(4, 60))
        step = 14 if ord(text[0]) > 200 else 24
        lines = [text[i : i + step] for i in range(0, len(text), step)]
        wide, high = max(draw.textlength(one, font=letters) for one in lines) + 50 * unit, (len(lines) * 64 + 40) * unit
        x = 150 * unit if is_left else width - 150 * unit - wide
        draw.rounded_rectangle(
            (x, y, x + wide, y + high), 20 * unit, fill=(255, 255, 255) if is_left else (149, 236, 105)
        )
        for i, line in enumerate(lines):
            draw.text((x + 25 * unit, y + (18 + i * 64) * unit), line, font=letters, fill=0)
        face = 30 * unit if is_left else width - 130 * unit
        draw.rectangle((face, y, face + 100 * unit, y + 100 * unit), fill=colour(chance))
        y += high + 50 * unit
    return image


def poster(seed):
    chance = random.Random(seed)
    width, height = chance.choice([(900, 1200), (1000, 1000), (1200, 800)])
    plain = Image.new("RGB", (width, height), colour(chance, 100))
    image = clouds(seed, width, height, 3.2) if chance.random() < 0.5 else plain
    draw = ImageDraw.Draw(image)
    draw.text((60, 60), words(chance, 7), font=font(90), fill=colour(chance))
    for i in range(chance.randint(4, 9)):
        text = words(chance, chance.randint(8, 22))
        draw.text((60, 220 + 70 * i), text, font=font(chance.randint(28, 46)), fill=(chance.randint(0, 80),) * 3)
    side = chance.randint(160, 280)
    left, top = chance.randint(0, width - side), chance.randint(height // 2, height - side)
    for i in range(25):
        for j in range(25):
            if chance.random() < 0.5:
                x, y = left + i * side / 25, top + j * side / 25
                draw.rectangle((x, y, x + side / 25, y + side / 25), fill=0)
    return image


def page(seed):
    """A false sign-in page. All have one layout, so they are the hardest to tell apart."""
    chance = random.Random(seed)
    width, height = chance.choice([(1080, 1920), (1280, 800), (720, 1400)])
    image, ink = Image.new("RGB", (width, height), (250, 250, 250)), colour(chance, 0, 200)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, chance.randint(80, 220)), fill=ink)
    draw.text((40, 30), words(chance, 6), font=font(50), fill=(255, 255, 255))
    y = 260
    for _ in range(chance.randint(3, 6)):
        draw.text((60, y), words(chance, 5), font=font(34), fill=(60, 60, 60))
        draw.rectangle((60, y + 50, width - 60, y + 120), outline=(180, 180, 180), width=3)
        if chance.random() < 0.6:
            draw.text((80, y + 62), words(chance, 8), font=font(30), fill=(150, 150, 150))
        y += 160
        if y > height - 200:
            break
    draw.rounded_rectangle((60, y, width - 60, y + 90), 20, fill=ink)
    draw.text((width / 2 - 60, y + 20), words(chance, 3), font=font(40), fill=(255, 255, 255))
    for i in range(1, chance.randint(1, 6)):
        draw.text((60, y + 130 * i), words(chance, chance.randint(6, 20)), font=font(26), fill=(120, 120, 120))
    return image


KINDS = {"photo": photo, "chat": chat, "poster": poster, "page": page}


def compressed(image, quality=30):
    content = io.BytesIO()
    image.save(content, "JPEG", quality=quality)
    return Image.open(io.BytesIO(content.getvalue())).convert("RGB")


def cropped(image, left, top, right, bottom):
    """Without these shares of width and height."""
    width, height = image.size
    return image.crop(
        (round(width * left), round(height * top), round(width * (1 - right)), round(height * (1 - bottom)))
    )


def cropped_one_side(image, chance):
    side = chance.randint(0, 3)
    return cropped(image, *(0.1 if i == side else 0 for i in range(4)))


def cropped_any(image, chance):
    return cropped(image, *(chance.uniform(0, 0.1) for _ in range(4)))


def turned(image, chance, *, expand=False):
    fill = chance.choice(["black", "white"])
    return image.rotate(chance.choice([-5, 5]), Image.Resampling.BICUBIC, expand=expand, fillcolor=fill)


def turned_and_filled(image, chance):
    """Turned and cut to the largest part without corners."""
    angle = chance.choice([-5, 5])
    width, height = image.size
    lean = math.tan(math.radians(5)) / 2
    margin_x, margin_y = height * lean, width * lean
    return image.rotate(angle, Image.Resampling.BICUBIC).crop(
        (round(margin_x), round(margin_y), round(width - margin_x), round(height - margin_y))
    )


def screenshot(image, chance):
    """The picture shown full on another screen, with bars above and below."""
    width, height = chance.choice([(1080, 2340), (1920, 1080), (720, 1600)])
    screen = Image.new("RGB", (width, height), chance.choice(["black", "white", (237, 237, 237)]))
    draw = ImageDraw.Draw(screen)
    for at, text in (((30, 10), "12:34"), ((width - 200, 10), "4G 87%"), ((60, height - 90), words(chance, 8))):
        draw.text(at, text, font=font(36), fill=(128, 128, 128))
    wide, high = width * chance.uniform(0.8, 1), (height - 240) * chance.uniform(0.8, 1)
    factor = min(wide / image.width, high / image.height)
    shown = image.resize((int(image.width * factor), int(image.height * factor)), Image.Resampling.BILINEAR)
    screen.paste(shown, ((width - shown.width) // 2, 120 + max(0, (height - 240 - shown.height) // 2)))
    return compressed(screen, chance.choice([60, 80]))


def in_a_chat(image, chance):
    """The picture sent in a conversation, of which a screenshot was taken."""
    screen = chat(chance.randint(10**6, 10**7))
    factor = min(screen.width * 0.6 / image.width, screen.height * 0.7 / image.height)
    shown = image.resize((int(image.width * factor), int(image.height * factor)), Image.Resampling.BILINEAR)
    screen.paste(shown, (int(screen.width * 0.14), int(screen.height * 0.15)))
    return compressed(screen, 75)


COPIES = {
    "JPEG 30": lambda image, chance: compressed(image, 30),
    "half size": lambda image, chance: image.resize((image.width // 2, image.height // 2), Image.Resampling.BILINEAR),
    "crop 10 %, around": lambda image, chance: cropped(image, 0.05, 0.05, 0.05, 0.05),
    "crop 10 %, one side": cropped_one_side,
    "crop 0-10 %, each side": cropped_any,
    "crop 10 %, each side": lambda image, chance: cropped(image, 0.1, 0.1, 0.1, 0.1),
    "rotate 5°": turned,
    "rotate 5°, enlarged": lambda image, chance: turned(image, chance, expand=True),
    "rotate 5°, cut": turned_and_filled,
    "screenshot": screenshot,
    "in a chat": in_a_chat,
    "all at once": lambda image, chance: compressed(cropped_any(turned(screenshot(image, chance), chance), chance), 30),
}


def as_picture(image):
    return Picture(np.array(image.convert("RGB")))


def as_bytes(image, kind="PNG", **options):
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def code(text, kind="QRCode", *, scale=4, edge=40):
    """A QR or bar code with a white edge."""
    import zxingcpp

    drawn = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
    return Image.fromarray(np.pad(np.array(drawn.to_image(scale=scale)), edge, constant_values=255)).convert("RGB")
