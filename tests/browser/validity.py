"""Is a page valid HTML? A strict parse, and the rules of the content model and of references that a parser does not know.

Not the whole standard: what our templates could break. html5lib's strict parser refuses unclosed and misnested elements, stray end
tags, duplicate attributes and unknown entities.
"""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

INTERACTIVE = {"a", "button", "input", "select", "textarea", "summary", "label", "iframe"}
PHRASING_ONLY = {
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "span",
    "strong",
    "em",
    "a",
    "button",
    "label",
    "summary",
    "dt",
    "legend",
    "code",
}
FLOW_ONLY = set(
    "div p ul ol dl table form section article aside nav header footer main fieldset details figure blockquote pre hr"
    " h1 h2 h3 h4".split()
)
# `a` is transparent: it may hold what its parent may; a heading may stand in a summary and in a legend.
ALLOWED = {
    *(("a", child) for child in FLOW_ONLY),
    *((parent, f"h{level}") for parent in ("summary", "legend") for level in (1, 2, 3, 4)),
}
CHILDREN = {"ul": {"li"}, "ol": {"li"}, "tr": {"td", "th"}, "dl": {"div", "dt", "dd"}, "select": {"option", "optgroup"}}
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list", "form")
EMPTY_FORBIDDEN = {"a", "button", "h1", "h2", "h3", "title", "label"}


def faults_of(source: str) -> list[str]:
    """One sentence for each fault; empty for a valid page."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(source)
    lines = source.splitlines()
    found = [
        f"line {line}: {code} {values}: {lines[line - 1].strip()[:80] if line <= len(lines) else ''}"
        for (line, _), code, values in parser.errors
    ]
    if not source.lower().startswith("<!doctype html>"):
        found.append("no doctype")
    found += _references(root)
    found += _document(root)
    found += [fault for element in root.iter() for fault in _element(element)]
    found += _nested(root, ())
    return found


def _references(root: Element) -> Iterator[str]:
    ids = Counter(element.get("id") for element in root.iter() if element.get("id") is not None)
    yield from (f"id {key!r} stands {count} times" for key, count in ids.items() if count > 1)
    for element in root.iter():
        for name in REFERENCES:
            for key in (element.get(name) or "").split():
                if key not in ids:
                    yield f"<{element.tag} {name}={key!r}> points at nothing"
        target = element.get("href") or ""
        if target.startswith("#") and target[1:] not in ids:
            yield f"link {target!r} leads nowhere on this page"


def _document(root: Element) -> Iterator[str]:
    if not root.get("lang"):
        yield "no language"
    for tag, least in (("title", 1), ("h1", 1), ("main", 1)):
        count = sum(1 for element in root.iter(tag))
        if count != least:
            yield f"{count} <{tag}> instead of {least}"
    levels = [int(element.tag[1]) for element in root.iter() if element.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}]
    previous = 0
    for level in levels:
        if level > previous + 1 and previous:
            yield f"<h{level}> follows <h{previous}>"
        previous = level


def _element(element: Element) -> Iterator[str]:
    tag = element.tag
    if not isinstance(tag, str):
        return
    for name in element.keys():  # noqa: SIM118  (an Element is no mapping)
        if name == "style" or name.startswith("on"):
            yield f"<{tag}> carries {name}: the content policy refuses it"
    if tag == "script" and not element.get("src") and element.get("type") != "application/json":
        yield "a script within the page: the content policy refuses it"
    if tag == "img" and element.get("alt") is None:
        yield "<img> without alt"
    if tag in CHILDREN:
        yield from (
            f"<{child.tag}> directly in <{tag}>"
            for child in element
            if child.tag not in {*CHILDREN[tag], "script", "template"}
        )
    if tag in EMPTY_FORBIDDEN and not _words(element):
        yield f"<{tag}> without words"
    if tag == "a" and element.get("href") == "":
        yield "<a> with an empty address"


def _words(element: Element) -> str:
    names = [part.get("aria-label") or part.get("alt") or "" for part in element.iter()]
    fields = [part.tag for part in element.iter() if part.tag in ("input", "select", "textarea")]
    return "".join([*element.itertext(), *names, *fields]).strip()


def _nested(element: Element, above: tuple[str, ...]) -> Iterator[str]:
    tag = element.tag if isinstance(element.tag, str) else "comment"
    parent = above[-1] if above else ""
    if parent in PHRASING_ONLY and tag in FLOW_ONLY and (parent, tag) not in ALLOWED:
        yield f"<{tag}> in <{parent}>"
    if tag in INTERACTIVE - {"label"} and (within := {"a", "button"} & set(above)):
        yield f"<{tag}> inside <{within.pop()}>"
    if tag == "form" and "form" in above:
        yield "<form> inside <form>"
    for child in element:
        yield from _nested(child, (*above, tag))
