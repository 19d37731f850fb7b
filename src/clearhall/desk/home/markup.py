"""Our own long texts as HTML: the small part of Markdown that they use, escaped by default.

Blocks: `#` to `###` headings, paragraphs, `-` and `1.` lists, tables with `|`. Inline: `**strong**`, `` `code` ``,
`[words](address)`, `{setting_name}` for a telephone number of lib/options.py, and
`(page:home:charter)` as an address for a page of this site.
This is for texts shipped with the product, not for what people type.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe

from clearhall.desk.look.numbers import Call, number_for

_HEADING = re.compile(r"(#{1,3}) (.+)")
_ITEM = re.compile(r"(- |\d+\. )(.*)")
_INLINE = re.compile(
    r"\*\*(?P<strong>.+?)\*\*|`(?P<code>[^`]+)`|\[(?P<words>[^\]]+)\]\((?P<address>[^)\s]+)\)|\{(?P<number>[a-z_]+)\}"
)
_SAFE_ADDRESS = re.compile(r"(https://|/|#|mailto:)")


@dataclass(frozen=True)
class Text:
    """A rendered text: its title (the `#` line), first paragraph as plain words, and the rest as HTML."""

    title: str
    summary: str
    body: SafeString


def render_text(source: str) -> Text:
    """Return `source` as HTML. Raises ValueError for a text without title, an unknown number or an unsafe address."""
    blocks = list(_blocks(source))
    if not blocks or not blocks[0].startswith("# "):
        raise ValueError("a text starts with its title: # Title")
    title = blocks[0].removeprefix("# ").strip()
    summary = blocks[1] if len(blocks) > 1 and not _HEADING.match(blocks[1]) and "\n" not in blocks[1] else ""
    rest = blocks[2:] if summary else blocks[1:]
    return Text(title, summary, mark_safe("\n".join(_block(block) for block in rest)))


def _blocks(source: str) -> Iterator[str]:
    for block in re.split(r"\n\s*\n", source.replace("\r\n", "\n").strip()):
        if block.strip():
            yield block.strip()


def _block(block: str) -> str:
    if heading := _HEADING.fullmatch(block):
        level = len(heading[1])
        return f"<h{level}>{_inline(heading[2])}</h{level}>"
    if _ITEM.match(block):
        return _list(block)
    if block.startswith("|"):
        return _table(block)
    return f"<p>{_inline(' '.join(block.splitlines()))}</p>"


def _list(block: str) -> str:
    tag = "ul" if block.startswith("- ") else "ol"
    items: list[str] = []
    for line in block.splitlines():
        if item := _ITEM.match(line):
            items.append(item[2])
        else:
            items[-1] += " " + line.strip()
    return f"<{tag}>" + "".join(f"<li>{_inline(item)}</li>" for item in items) + f"</{tag}>"


def _table(block: str) -> str:
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in block.splitlines()]
    rows = [row for row in rows if not all(set(cell) <= set("-: ") for cell in row)]
    if not rows or any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("a table has a row of heads, and as many cells in every row")
    heads, *cells = rows
    head = "".join(f'<th scope="col">{_inline(cell)}</th>' for cell in heads)
    body = "".join("<tr>" + _row(row, heads) + "</tr>" for row in cells)
    return f'<table class="reflow"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _row(row: list[str], heads: list[str]) -> str:
    first, *others = row
    cells = (
        f'<td data-label="{escape(label)}">{_inline(cell)}</td>' for label, cell in zip(heads[1:], others, strict=True)
    )
    return f'<th scope="row">{_inline(first)}</th>' + "".join(cells)


def _inline(words: str) -> str:
    parts, at = [], 0
    for found in _INLINE.finditer(words):
        parts += [escape(words[at : found.start()], quote=False), _marked(found)]
        at = found.end()
    return "".join([*parts, escape(words[at:], quote=False)])


def _marked(found: re.Match[str]) -> str:
    if found["strong"]:
        return f"<strong>{_inline(found['strong'])}</strong>"
    if found["code"]:
        return f"<code>{escape(found['code'], quote=False)}</code>"
    if found["number"]:
        number = number_for(Call(found["number"]))
        return f'<a class="nowrap" href="{escape(number.href)}">{escape(number.number)}</a>' if number else "—"
    return _link(found["words"], found["address"])


def _link(words: str, address: str) -> str:
    if address.startswith("page:"):
        try:
            address = reverse(address.removeprefix("page:"))
        except NoReverseMatch:  # a page that this installation does not have yet
            return _inline(words)
    if not _SAFE_ADDRESS.match(address):
        raise ValueError(f"address {address!r} is neither https nor a page of this site")
    return f'<a href="{escape(address)}">{_inline(words)}</a>'
