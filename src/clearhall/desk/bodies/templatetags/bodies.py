"""`{% load bodies %}`: names in the page's language, links of a paged list."""

from typing import Any
from urllib.parse import urlencode

from django import template

from clearhall.desk.bodies.queries import named
from clearhall.desk.lib.paging import Page

register = template.Library()


register.filter("named", named)


@register.inclusion_tag("look/pager.html")
def page_links(page: Page[Any], filters: dict[str, str] | None = None) -> dict[str, str]:
    """`{% page_links page filters %}`: the pager of a list, its filters kept."""
    return {"newer": _link(page.previous_cursor, filters), "older": _link(page.next_cursor, filters)}


def _link(cursor: str | None, filters: dict[str, str] | None) -> str:
    return f"?{urlencode((filters or {}) | {'cursor': cursor})}" if cursor else ""
