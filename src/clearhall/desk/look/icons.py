"""The icon set: own line drawings on a 24 x 24 grid, one entry each, drawn with the colour of the text around them.

An icon never stands for a word: it stands beside one, and is hidden from screen readers.
"""

from django.utils.safestring import SafeString, mark_safe

# Each drawing is the inside of an <svg viewBox="0 0 24 24">, strokes only; "dot" is a filled point.
_DRAWINGS: dict[str, str] = {
    "hall": '<path d="M3 21h18M5 21V10l7-6 7 6v11M9.5 21v-6a2.5 2.5 0 0 1 5 0v6"/>',
    "check": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5M7.8 10.6l2 2 3.4-3.8"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "report": '<path d="M5 21V4M5 4.5c4-2 7 2 14 0v9c-7 2-10-2-14 0"/>',
    "receipt": '<path d="M6 3h12v18l-3-2-3 2-3-2-3 2zM9.5 8h5M9.5 12h5"/>',
    "statistics": '<path d="M4 20h16M7 20v-6M12 20V5M17 20v-9"/>',
    "log": '<rect x="3" y="4" width="7" height="7" rx="1.5"/><rect x="14" y="13" width="7" height="7" rx="1.5"/>'
    '<path d="M10 7.5h4.5a2 2 0 0 1 2 2V13"/>',
    "phone": '<path d="M6.5 3.5h3l1.6 4.4-2 1.6a12 12 0 0 0 5.4 5.4l1.6-2 4.4 1.6v3a2 2 0 0 1-2.2 2'
    'A16.5 16.5 0 0 1 4.5 5.7a2 2 0 0 1 2-2.2z"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.6v.1"/>',
    "good": '<circle cx="12" cy="12" r="9"/><path d="m8 12.3 2.8 2.8L16 9.5"/>',
    "warn": '<path d="M12 3.5 22 20.5H2zM12 10v4.5M12 17.4v.1"/>',
    "urgent": '<path d="M8 2.5h8l5.5 5.5v8L16 21.5H8L2.5 16V8zM12 7v6M12 16.5v.1"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 6.5V12l3.5 2.5"/>',
    "leave": '<path d="M14 4H5v16h9M10 12h11M17 8l4 4-4 4"/>',
    "language": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 2.7 3.5 6 3.5 9s-.5 6.3-3.5 9'
    'c-3-2.7-3.5-6-3.5-9S9 5.7 12 3z"/>',
    "large": '<path d="M2.5 19 8 5l5.5 14M4.5 14h7M15 19l3.25-8 3.25 8M16.2 16.3h4.1"/>',
    "theme": '<circle cx="12" cy="12" r="9"/><path d="M12 3v18M12 7l4.5-2M12 12h8.5M12 17l4.5 2"/>',
    "settings": '<path d="M4 7h9M17 7h3M4 12h3M11 12h9M4 17h7M15 17h5"/><circle cx="15" cy="7" r="2"/>'
    '<circle cx="9" cy="12" r="2"/><circle cx="13" cy="17" r="2"/>',
    "print": '<path d="M7 9V3h10v6M7 17H4a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1h16a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-3'
    'M7 14h10v7H7z"/>',
    "copy": '<rect x="8" y="8" width="13" height="13" rx="2"/><path d="M16 8V5a2 2 0 0 0-2-2H5a2 2 0 0 0-2 2v9a2 2 0 0 0 2 2h3"/>',
    "file": '<path d="M6 2.5h8l5 5v14H6zM14 2.5v5h5"/>',
    "picture": '<rect x="3" y="4" width="18" height="16" rx="2"/><circle cx="9" cy="10" r="1.8"/>'
    '<path d="m4 18 5.5-5 3.5 3 3-2.5 5 4.5"/>',
    "link": '<path d="M10 14a4 4 0 0 0 5.7 0l3.6-3.6a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0l-3.6 3.6'
    'a4 4 0 0 0 5.7 5.7L12 17.7"/>',
    "shield": '<path d="M12 2.5 20 6v6c0 5-3.5 8-8 9.5C7.5 20 4 17 4 12V6z"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 21c.8-4.5 4-6.5 8-6.5s7.2 2 8 6.5"/>',
    "people": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20c.7-4 3.2-5.5 6.5-5.5s5.8 1.5 6.5 5.5'
    'M16 5.3a3.5 3.5 0 0 1 0 6.4M18 14.8c2 .7 3.2 2.3 3.6 5.2"/>',
    "building": '<path d="M4 21h16M6 21V4h12v17M10 8h.1M14 8h.1M10 12h.1M14 12h.1M10.5 21v-4h3v4"/>',
    "message": '<path d="M3 5h18v12H11l-5 4v-4H3z"/>',
    "mail": '<rect x="3" y="5" width="18" height="14" rx="2"/><path d="m3.5 7 8.5 6.5L20.5 7"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="10.5" rx="2"/><path d="M8 10.5V7a4 4 0 0 1 8 0v3.5"/>',
    "key": '<circle cx="8" cy="15" r="4.5"/><path d="m11.5 11.5 8-8M16 7l3 3"/>',
    "eye": '<path d="M2 12c2.5-4.5 6-6.5 10-6.5S19.5 7.5 22 12c-2.5 4.5-6 6.5-10 6.5S4.5 16.5 2 12z"/>'
    '<circle cx="12" cy="12" r="3"/>',
    "download": '<path d="M12 3v12M7 10.5l5 5 5-5M4 20.5h16"/>',
    "upload": '<path d="M12 16V4M7 8.5l5-5 5 5M4 20.5h16"/>',
    "plus": '<path d="M12 4v16M4 12h16"/>',
    "close": '<path d="m5 5 14 14M19 5 5 19"/>',
    "menu": '<path d="M3 6h18M3 12h18M3 18h18"/>',
    "queue": '<path d="M9 6h12M9 12h12M9 18h12M3.5 6h1M3.5 12h1M3.5 18h1"/>',
    "hand-over": '<path d="M3 8h15M14 4l4 4-4 4M21 16H6M10 12l-4 4 4 4"/>',
    "help": '<circle cx="12" cy="12" r="9"/><path d="M9.3 9.3a2.8 2.8 0 1 1 4 3c-.9.5-1.3 1-1.3 2M12 17.2v.1"/>',
    "heart": '<path d="M12 20.5C5 15.5 2.5 12 2.5 8.5A4.7 4.7 0 0 1 12 6.5a4.7 4.7 0 0 1 9.5 2c0 3.5-2.5 7-9.5 12z"/>',
    "chevron-down": '<path d="m5 9 7 7 7-7"/>',
    "back": '<path d="M20 12H4M10 6l-6 6 6 6"/>',
    "forward": '<path d="M4 12h16M14 6l6 6-6 6"/>',
}
NAMES = frozenset(_DRAWINGS)
_DIRECTIONAL = frozenset({"back", "forward", "leave", "hand-over"})


def icon(name: str) -> SafeString:
    """Return the drawing `name` as an inline `<svg>`, hidden from screen readers. Raises KeyError for an unknown name."""
    classes = "icon icon-directional" if name in _DIRECTIONAL else "icon"
    return mark_safe(
        f'<svg class="{classes}" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="2"'
        ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        f"{_DRAWINGS[name]}</svg>"
    )
