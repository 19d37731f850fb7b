"""Which registered name does this host imitate, and how: by letters that look alike, by small changes, by what was added."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.indicators.hosts import ascii_host, registrable_domain, unicode_host
from clearhall.engine.text.lookalikes import latin_lookalikes

# Below these lengths real names are this close to each other all the time: nearly every five letters are one change from a word.
_SHORTEST_EDITED = 6
_SHORTEST_WITHIN = 5  # of a name inside a longer label without a hyphen beside it
_SHORTEST_BESIDE_HYPHEN = 4
_SHORTEST_ELSEWHERE = 4  # of a name under another top-level domain
_FIRST_HAN = "\u2e80"
# Drawn alike in the fonts that address bars use. Pairs are put together before single signs.
_DRAWN_AS_ONE = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_DIGITS_AS_LETTERS = str.maketrans("01", "ol")


class Way(StrEnum):
    """How one name imitates another. The order is that of how hard it is to see."""

    PUNYCODE = "punycode"  # written as xn--…, which a browser may draw as other letters
    CONFUSABLE = "confusable"  # letters, digits or pairs of letters that look like others
    OTHER_TOP_LEVEL = "other_top_level"
    SWAPPED = "swapped"  # two neighbouring letters change places
    ONE_LETTER = "one_letter"  # one letter changed, added or left out
    SUBDOMAIN = "subdomain"  # the whole name stands before a domain of somebody else
    EXTRA_WORD = "extra_word"  # the name with something before or after it


_COSTS = dict(zip(Way, (0, 1, 1, 2, 2, 2, 3), strict=True))


@dataclass(frozen=True, slots=True)
class Imitation:
    """A registered name that a host may want to be taken for.

    Attributes:
        name: the registered domain, as it was given to the register, in lower-case ASCII.
        ways: how, in the order of `Way`; never empty.
        detail: one English sentence for a caseworker.
    """

    name: str
    ways: tuple[Way, ...]
    detail: str


class LookAlikes:
    """A register of names that can be asked what imitates them, in well under a millisecond for 100,000 names.

    A find is a suggestion: many names are alike by chance. Nothing is looked up.
    """

    def __init__(self, names: Iterable[str]) -> None:
        """Takes hosts or URLs of which the registrable domain counts. Raises ValueError for one that has none."""
        self._domains: dict[str, list[str]] = {}  # label as it is drawn → domains, in the order given
        self._known: set[str] = set()
        for name in names:
            domain = registrable_domain(name)
            if domain is None:
                raise ValueError(f"“{name}” is no name under a known top-level domain")
            if domain not in self._known:
                self._known.add(domain)
                self._domains.setdefault(_label_of(domain), []).append(domain)
        self._labels = list(self._domains)
        self._skeletons: dict[str, list[int]] = {}
        for at, label in enumerate(self._labels):
            self._skeletons.setdefault(skeleton(label), []).append(at)
        self._hashes, self._owners = _index_of_shortened([_shape(label) for label in self._labels])

    def __len__(self) -> int:
        return len(self._known)

    def imitated_by(self, host: str, *, limit: int = 5) -> tuple[Imitation, ...]:
        """The registered names that a host or URL may imitate, the likeliest first.

        Empty for a registered name and everything below it, for what is no host, and where nothing is alike.
        """
        domain = registrable_domain(host)
        if domain is None or domain in self._known:
            return ()
        label, suffix = _label_of(domain), domain.partition(".")[2]
        found: dict[str, tuple[Way, ...]] = {}
        for at in self._near(label):
            ways = _ways_between(label, self._labels[at])
            for name in self._domains[self._labels[at]] if ways is not None else ():
                _keep(found, name, _with_suffix(ways or (), name, suffix, label))
        for name in self._before(host, domain):
            _keep(found, name, (Way.SUBDOMAIN,))
        if not found:
            for name in self._within(label):
                _keep(found, name, (Way.EXTRA_WORD,))
        if "xn--" in host.lower():
            found = {name: (Way.PUNYCODE, *ways) for name, ways in found.items()}
        ranked = sorted(found.items(), key=lambda item: (sum(_COSTS[way] for way in item[1]), -len(item[0]), item[0]))
        return tuple(Imitation(name, ways, _sentence(domain, name, ways)) for name, ways in ranked[:limit])

    def _near(self, label: str) -> list[int]:
        """Labels of the same skeleton, and those whose shape may be one change away."""
        near, shape = self._skeletons.get(skeleton(label), []), _shape(label)
        if _letters(shape) < _SHORTEST_EDITED - 1 or not len(self._hashes):
            return near
        asked = np.array([hash(one) for one in _shortened(shape)], np.int64)
        first, last = np.searchsorted(self._hashes, asked, "left"), np.searchsorted(self._hashes, asked, "right")
        owners = {int(owner) for a, b in zip(first.tolist(), last.tolist(), strict=True) for owner in self._owners[a:b]}
        return near + sorted(owners.difference(near))

    def _within(self, label: str) -> list[str]:
        """Domains whose label is the longest at the beginning, at the end or between hyphens of this one."""
        shape, size = skeleton(label), len(label)
        parts = {shape[:end] for end in range(_SHORTEST_WITHIN, len(shape))}
        parts |= {shape[start:] for start in range(1, len(shape) - _SHORTEST_WITHIN + 1)}
        words = label.split("-")
        for first in range(len(words)):
            for last in range(first + 1, len(words) + 1):
                run = skeleton("-".join(words[first:last]))
                if len(run) >= _SHORTEST_BESIDE_HYPHEN and last - first < len(words):
                    parts.add(run)
        for part in sorted(parts, key=len, reverse=True):
            held = [at for at in self._skeletons.get(part, ()) if len(self._labels[at]) < size]
            if held:
                return [name for at in held for name in self._domains[self._labels[at]]]
        return []

    def _before(self, host: str, domain: str) -> list[str]:
        """Registered domains that stand whole in front of somebody else's: `bank.example.else.test`."""
        bare = host.partition("//")[2] or host
        name = ascii_host(bare.partition("/")[0].rpartition("@")[2].partition(":")[0]) or ""
        labels = name.removesuffix(domain).strip(".").split(".")
        runs = (".".join(labels[a:b]) for a in range(len(labels)) for b in range(a + 2, min(a + 5, len(labels)) + 1))
        return [run for run in runs if run in self._known]


def _keep(found: dict[str, tuple[Way, ...]], name: str, ways: tuple[Way, ...]) -> None:
    """The plainest explanation of each name."""
    if ways and (name not in found or sum(map(_COSTS.__getitem__, ways)) < sum(map(_COSTS.__getitem__, found[name]))):
        found[name] = ways


def _label_of(domain: str) -> str:
    return unicode_host(domain.partition(".")[0])


@lru_cache(maxsize=4_096)
def skeleton(label: str) -> str:
    """What a label looks like: Latin letters for all that are drawn like them, without accents, pairs as one.

    Equal for two labels that a reader could take for each other. Not for people to read.
    """
    shape = _in_latin(label)
    for pair, one in _DRAWN_AS_ONE:
        shape = shape.replace(pair, one)
    return shape.replace("i", "l")


@lru_cache(maxsize=4_096)
def _shape(label: str) -> str:
    """The skeleton with one letter for each: what changes of single letters are looked for in."""
    return _in_latin(label).replace("i", "l")


def _in_latin(label: str) -> str:
    spelled = "".join(c for c in unicodedata.normalize("NFKD", label.lower()) if not unicodedata.combining(c))
    if not spelled.isascii():
        spelled = spelled.translate(_latin())
    return spelled.translate(_DIGITS_AS_LETTERS)


_LATIN: dict[int, str] = {}
# Latin letters with a stroke, hook or without a dot, which no normal form takes apart. Source: UTS 39, confusables.txt.
_STROKES = dict(zip("ıȷɑɡøłđħŧƅßɩⅼ", ["l", "j", "a", "g", "o", "l", "d", "h", "t", "b", "ss", "l", "l"], strict=True))


def _latin() -> dict[int, str]:
    if not _LATIN:
        _LATIN.update({ord(letter): latin for letter, latin in (latin_lookalikes() | _STROKES).items()})
    return _LATIN


def _shortened(shape: str) -> list[str]:
    """The shape, and it without each of its letters: two shapes one change apart share one of these."""
    return [shape, *dict.fromkeys(shape[:at] + shape[at + 1 :] for at in range(len(shape)))]


def _index_of_shortened(shapes: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Hashes of all shortened shapes, ascending, and whose each is. A hash met by chance is refused by the comparison."""
    hashes: list[int] = []
    owners: list[int] = []
    for owner, shape in enumerate(shapes):
        if _letters(shape) >= _SHORTEST_EDITED - 1:
            shortened = _shortened(shape)
            hashes += map(hash, shortened)
            owners += [owner] * len(shortened)
    keys = np.array(hashes, np.int64)
    order = np.argsort(keys, kind="stable")
    return keys[order], np.array(owners, np.int32)[order]


def _ways_between(label: str, registered: str) -> tuple[Way, ...] | None:
    """How the first label was made from the second; () where they are equal, None where they are not alike."""
    if label == registered:
        return ()
    longest = max(_letters(label), _letters(registered))
    change = _one_change(label, registered) if longest >= _SHORTEST_EDITED else None
    if skeleton(label) == skeleton(registered):
        return (Way.CONFUSABLE,)
    if change is not None:
        return (change,)
    change = _one_change(_shape(label), _shape(registered)) if longest > _SHORTEST_EDITED else None
    return (Way.CONFUSABLE, change) if change is not None else None


def _letters(label: str) -> float:
    """How many letters a label is worth: one of Chinese says more than one of Latin."""
    return len(label) + 0.5 * sum(c >= _FIRST_HAN for c in label)


def _one_change(left: str, right: str) -> Way | None:
    """Whether one letter or the order of two neighbours is all that differs."""
    if abs(len(left) - len(right)) > 1:
        return None
    start = next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    a, b = left[start:], right[start:]
    if len(a) == len(b):
        if a[1:] == b[1:]:
            return Way.ONE_LETTER if a else None
        return Way.SWAPPED if a[:2] == b[1::-1] and a[2:] == b[2:] else None
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return Way.ONE_LETTER if longer[1:] == shorter else None


def _with_suffix(ways: tuple[Way, ...], name: str, suffix: str, label: str) -> tuple[Way, ...]:
    if name.partition(".")[2] == suffix:
        return ways
    if not ways and len(label) < _SHORTEST_ELSEWHERE:
        return ()
    return tuple(sorted((*ways, Way.OTHER_TOP_LEVEL), key=list(Way).index))


_SAYS = {
    Way.PUNYCODE: "it is written in punycode, which is drawn as other letters",
    Way.CONFUSABLE: "some letters only look like those of the name",
    Way.OTHER_TOP_LEVEL: "it ends in another top-level domain",
    Way.SWAPPED: "two neighbouring letters are swapped",
    Way.ONE_LETTER: "one letter is changed, added or left out",
    Way.SUBDOMAIN: "the whole name stands before somebody else's domain",
    Way.EXTRA_WORD: "something was put before or after the name",
}


def _sentence(domain: str, name: str, ways: tuple[Way, ...]) -> str:
    drawn = unicode_host(domain)
    shown = f"{domain}, drawn as {drawn}," if drawn != domain else domain
    return f"{shown} may be taken for {name}: {', and '.join(_SAYS[way] for way in ways)}."
