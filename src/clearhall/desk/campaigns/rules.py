"""Which groups belong together, and why: plain functions over plain values, without database, clock or chance.

Two groups are linked when both name the same rare indicator, or when a person said so. What a person kept apart is never joined,
by no way round. Same input, same links: that is why a rebuild finds what the single steps found.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlsplit

from clearhall.desk.campaigns.common import OFFICIAL_ENDINGS, SHORTEST_PHONE, is_common
from clearhall.engine.indicators import IndicatorKind

MOST_GROUPS = 40
"""An indicator that more groups name is common: it belongs to no campaign, or to too many. The largest campaign of one message in the
invented city breaks into about a dozen groups; a domain of a shop or a carrier is named by hundreds within weeks."""

MOST_LINKED = 300
"""Groups that come together by what they share; more only when a person says so. Rare indicators in chains, each shared by two groups with
nothing else in common, would otherwise join half of a large desk, and no page could explain it."""

LEAST_REPORTS = 3
"""A group that stands alone is a campaign from so many reports on; fewer may be one person's."""

# Not used: e-mail addresses, which may be those of whoever received the message (charter R1), and bare internet addresses, behind
# which many sites live.
_WHOLE = frozenset({IndicatorKind.PHONE, IndicatorKind.CRYPTO, IndicatorKind.BANK_CARD, IndicatorKind.MESSENGER_OFFER})
_LINKS = frozenset({IndicatorKind.URL, IndicatorKind.DOMAIN})


PICTURE = "picture"
"""Kind of the key of a picture, beside the kinds of indicators; its value is the shown key of its family."""


class Why(StrEnum):
    """Why a group is in a campaign."""

    FIRST = "first"
    SHARED = "shared"
    PERSON = "person"


class Key(NamedTuple):
    """What can link: `kind` is that of the indicator ("domain" for all links to one), `value` its normal form."""

    kind: str
    value: str


class Naming(NamedTuple):
    """`group` names `key`, first in the report with the sequence `since`."""

    group: int
    key: Key
    since: int


class Decision(NamedTuple):
    """A person said that two groups belong together, or that they stay apart."""

    group: int
    other: int
    is_together: bool


class Link(NamedTuple):
    """How a group came in: with `to`, another group of the campaign; the first one has none."""

    group: int
    why: Why
    to: int | None = None
    key: Key | None = None


@dataclass(frozen=True, slots=True)
class Component:
    """Groups that belong together, the oldest first, and the campaign they are.

    Attributes:
        links: one for each group.
        campaign_id: the campaign that goes on as this one; None: a new one.
        absorbed: campaigns that become part of it.
    """

    links: tuple[Link, ...]
    campaign_id: int | None = None
    absorbed: tuple[int, ...] = ()

    @property
    def groups(self) -> list[int]:
        return [link.group for link in self.links]


def linking_key(kind: str, value: str, *, domain: str, official: Collection[str]) -> Key | None:
    """What an indicator of a report may link by; None when it must not.

    Args:
        domain: registrable domain of a link, "" for all else.
        official: numbers and domains of the desk and of the public lines, digits only or in lower case.
    """
    if kind in _LINKS:
        if not domain or domain in official or f".{domain}".endswith(OFFICIAL_ENDINGS):
            return None
        if not is_common(domain):
            return Key(IndicatorKind.DOMAIN, domain)
        return Key(IndicatorKind.URL, value) if _leads_somewhere(value) else None
    if kind not in _WHOLE:
        return None
    if kind == IndicatorKind.PHONE:
        digits = re.sub(r"\D", "", value)
        if len(digits) < SHORTEST_PHONE or digits in official:
            return None
    return Key(kind, value)


def _leads_somewhere(link: str) -> bool:
    """Whether a link names more than a site: the front page of a shop is everybody's."""
    try:
        parts = urlsplit(link if "://" in link else f"//{link}")
    except ValueError:
        return False
    return len(parts.path.strip("/")) + len(parts.query) > 2


def is_rare(groups: int) -> bool:
    """Whether an indicator that so many groups name, those inside the campaign included, can link them.

    Those inside count too: otherwise a popular domain would draw in one group after the other and never look popular.
    """
    return groups <= MOST_GROUPS


def components(
    groups: Iterable[int],
    *,
    namings: Iterable[Naming],
    group_counts: Mapping[Key, int],
    decisions: Sequence[Decision] = (),
) -> list[tuple[Link, ...]]:
    """The groups that belong together, each part as links from its oldest group on.

    Args:
        groups: keys in order of time; all that can come out.
        namings: which of them name what; those of other groups are left out.
        group_counts: for each key how many groups of the whole desk name it.
        decisions: what people said and what still holds, in their order.

    A link by a shared indicator is preferred to a person's word where both hold, because it explains more.
    """
    known = sorted(set(groups))
    joined = _Joined(known, [one for one in decisions if not one.is_together])
    said = _Joined(known, [])
    together = [one for one in decisions if one.is_together and one.group in joined and one.other in joined]
    for one in together:
        said.join(one.group, one.other)
    chains = _chains(namings, joined, group_counts)
    edges: list[Link] = []
    for key, chain in chains:
        edges += _join_chain(key, chain, joined, only=said)
    for one in together:
        if joined.join(one.group, one.other):
            edges.append(Link(one.group, Why.PERSON, one.other))
    for key, chain in chains:
        edges += _join_chain(key, chain, joined)
    return _trees(known, edges)


def with_campaigns(
    parts: Sequence[tuple[Link, ...]],
    *,
    standing: Mapping[int, int],
    reports: Mapping[int, int],
    decided: Collection[int] = (),
) -> tuple[list[Component], list[int]]:
    """Which campaign each part is, and the groups that are none.

    A campaign goes on where most of its groups are (of equal parts, where the oldest is). A part in which several go on keeps the oldest
    of them and absorbs the others. A part with one group is a campaign from LEAST_REPORTS reports on, or when a person decided on it.

    Args:
        standing: campaign of each group until now.
        reports: how many reports each group has; a missing one has none.
        decided: groups that a person put together or apart.
    """
    campaigns, alone = [], []
    for links in parts:
        if len(links) > 1 or reports.get(links[0].group, 0) >= LEAST_REPORTS or links[0].group in decided:
            campaigns.append(links)
        else:
            alone.append(links[0].group)
    heirs = _heirs(campaigns, standing)
    found = []
    for number, links in enumerate(campaigns):
        ids = sorted(campaign_id for campaign_id, heir in heirs.items() if heir == number)
        found.append(Component(links, ids[0] if ids else None, tuple(ids[1:])))
    return found, alone


def _heirs(parts: Sequence[tuple[Link, ...]], standing: Mapping[int, int]) -> dict[int, int]:
    """By campaign, the number of the part in which it goes on."""
    held: dict[int, dict[int, int]] = {}
    for number, links in enumerate(parts):
        for link in links:
            if (campaign_id := standing.get(link.group)) is not None:
                counts = held.setdefault(campaign_id, {})
                counts[number] = counts.get(number, 0) + 1
    # Parts stand in the order of their oldest groups, so that the lower number settles a draw.
    return {campaign_id: max(counts, key=lambda one: (counts[one], -one)) for campaign_id, counts in held.items()}


class _Joined:
    """Sets of groups that grow together (union and find), except where that would join what is kept apart."""

    def __init__(self, groups: Sequence[int], apart: Sequence[Decision]) -> None:
        self._above = {group: group for group in groups}
        self._size = dict.fromkeys(groups, 1)
        self._foes: dict[int, set[int]] = {}
        for one in apart:
            if one.group in self and one.other in self:
                self._foes.setdefault(one.group, set()).add(one.other)
                self._foes.setdefault(one.other, set()).add(one.group)

    def __contains__(self, group: int) -> bool:
        return group in self._above

    def root(self, group: int) -> int:
        while (above := self._above[group]) != group:
            self._above[group] = self._above[above]
            group = above
        return group

    def join(self, group: int, other: int, *, most: int | None = None) -> bool:
        """Make two sets one; False when they are already, must not be, or would have more than `most` groups."""
        small, large = self.root(group), self.root(other)
        if small == large or any(self.root(foe) == large for foe in self._foes.get(small, ())):
            return False
        if most is not None and self._size[small] + self._size[large] > most:
            return False
        if self._size[small] > self._size[large]:
            small, large = large, small
        self._above[small] = large
        self._size[large] += self._size[small]
        if small in self._foes:
            self._foes.setdefault(large, set()).update(self._foes.pop(small))
        return True


def _chains(namings: Iterable[Naming], known: _Joined, group_counts: Mapping[Key, int]) -> list[tuple[Key, list[int]]]:
    """The rare keys, each with the groups that name it in order of time; the key that was named first comes first."""
    named: dict[Key, list[tuple[int, int]]] = {}
    for one in namings:
        if one.group in known and is_rare(group_counts.get(one.key, 0)):
            named.setdefault(one.key, []).append((one.since, one.group))
    ordered = sorted((sorted(set(found)), key) for key, found in named.items())
    return [(key, list(dict.fromkeys(group for _since, group in found))) for found, key in ordered if len(found) > 1]


def _join_chain(key: Key, chain: Sequence[int], joined: _Joined, *, only: _Joined | None = None) -> list[Link]:
    """Join each group to the earliest before it that it may go with; `only` within the sets of another division."""
    made = []
    for place, group in enumerate(chain):
        for other in chain[:place]:
            if joined.root(group) == joined.root(other):
                break
            if only is not None and only.root(group) != only.root(other):
                continue
            if joined.join(group, other, most=MOST_LINKED if only is None else None):
                made.append(Link(group, Why.SHARED, other, key))
                break
    return made


def _trees(groups: Sequence[int], edges: Sequence[Link]) -> list[tuple[Link, ...]]:
    """Each part as a tree that grows from its oldest group, with the edges turned towards it."""
    beside: dict[int, list[tuple[int, Link]]] = {group: [] for group in groups}
    for edge in edges:
        if edge.to is not None:
            beside[edge.group].append((edge.to, edge))
            beside[edge.to].append((edge.group, edge))
    seen: set[int] = set()
    found = []
    for oldest in groups:
        if oldest in seen:
            continue
        seen.add(oldest)
        links = [Link(oldest, Why.FIRST)]
        for link in links:  # grows while it is read
            for group, edge in beside[link.group]:
                if group not in seen:
                    seen.add(group)
                    links.append(Link(group, edge.why, link.group, edge.key))
        found.append((links[0], *sorted(links[1:])))
    return found
