"""Pictures as something that links: two groups whose reports carry one rare picture belong together, as with a rare number.

A picture is known by its family: the key of the first picture that is the same, whole or inside another. One that many groups carry
(a logo, the screen of an app) is common, by the same rule as a common domain, and links nothing.
"""

from collections.abc import Iterable

from clearhall.desk.campaigns.rules import PICTURE, Key
from clearhall.desk.pictures.queries import PictureOfReport


def picture_namings(found: Iterable[PictureOfReport]) -> dict[tuple[int, Key], int]:
    """By group and picture, the sequence of the first report of the group that carries it."""
    first: dict[tuple[int, Key], int] = {}
    for one in found:
        pair = one.group, Key(PICTURE, one.family)
        first[pair] = min(one.report_sequence, first.get(pair, one.report_sequence))
    return first
