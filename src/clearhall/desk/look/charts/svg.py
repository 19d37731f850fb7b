"""Writing SVG as text: elements, escaped, without inline styles (the content policy forbids them)."""

from html import escape

Value = str | float | int


def element(tag: str, *children: str, **attributes: Value) -> str:
    """Return `<tag …>children</tag>`. `class_` writes `class`, `_` in other names writes `-`, numbers get one decimal.

    Children are markup already: wrap text in `text()`.
    """
    written = "".join(f' {_name(key)}="{escape(_number(value))}"' for key, value in attributes.items())
    return f"<{tag}{written}>{''.join(children)}</{tag}>"


def text(value: str) -> str:
    """Return `value` as safe character data."""
    return escape(value, quote=False)


def path(points: list[tuple[float, float]]) -> str:
    """Return the `d` of straight lines through `points` (at least one)."""
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _name(key: str) -> str:
    if key in ("viewBox", "preserveAspectRatio"):
        return key
    return key.rstrip("_").replace("_", "-")


def _number(value: Value) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(value)
