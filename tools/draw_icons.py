"""Draws the app icons in look/static/look/icons from the shape of the mark; the PNGs are committed."""

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).resolve().parents[1] / "src/clearhall/desk/look/static/look/icons"
TEAL, PAPER = "#0b5d63", "#ffffff"
FINE = 8  # drawn this much larger, then made smaller, for smooth edges

# (name, pixels, share of the square that the mark fills): a maskable icon keeps to the inner 80 %.
ICONS = (("icon-192", 192, 0.72), ("icon-512", 512, 0.72), ("maskable-512", 512, 0.56), ("touch-180", 180, 0.66))


def draw(pixels: int, share: float, *, rounded: bool) -> Image.Image:
    """The hall in white on teal; the mark's own grid is 32 x 32."""
    size = pixels * FINE
    picture = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((0, 0, size - 1, size - 1), radius=size * 0.2 if rounded else 0, fill=TEAL)
    scale, edge = size * share / 32, size * (1 - share) / 2

    def at(*numbers: float) -> list[float]:
        return [number * scale + edge for number in numbers]

    pen.polygon(at(16, 2, 29, 11, 29, 14, 3, 14, 3, 11), fill=PAPER)
    pen.rectangle(at(6, 16, 26, 28), fill=PAPER)
    pen.rectangle(at(3, 28, 29, 30), fill=PAPER)
    for left, right in ((9, 11), (21, 23)):  # the gaps that make columns
        pen.rectangle(at(left, 16, right, 28), fill=TEAL)
    pen.pieslice(at(11, 18, 21, 28), 180, 360, fill=TEAL)
    pen.rectangle(at(11, 23, 21, 28), fill=TEAL)
    return picture.resize((pixels, pixels), Image.Resampling.LANCZOS)


def main() -> None:
    for name, pixels, share in ICONS:
        draw(pixels, share, rounded=name.startswith("icon")).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
