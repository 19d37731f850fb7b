"""Fingerprints of pictures, and the index that finds their copies by hash and by landmarks."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from PIL import Image

from clearhall.engine.pictures.hash_index import HashIndex
from clearhall.engine.pictures.hashing import pdq, pdq_turned
from clearhall.engine.pictures.landmark_index import Agreement, LandmarkConfig, LandmarkIndex
from clearhall.engine.pictures.landmarks import ASKED, landmarks
from clearhall.engine.pictures.opening import Picture, open_picture
from clearhall.engine.pictures.types import (
    HASH_BITS,
    MOST_WITHIN,
    Fingerprint,
    Hashed,
    Landmarks,
    PictureMatch,
    Reason,
    Turn,
)

_MIRRORED = frozenset({Turn.FLIPPED_X, Turn.FLIPPED_Y, Turn.FLIPPED_PLUS, Turn.FLIPPED_MINUS})
_FEWEST_IN_VIEW = 12
"""A plain picture has fewer landmarks: then its hash alone must do."""
_LEAST_BESIDE_HASH = 1.0
"""`Agreement.score` of a picture whose hash is near. On drawn training pictures false ones had at most .6, copies at least 6.6."""


@dataclass(frozen=True)
class Question:
    """A picture prepared to be asked about: its hashes in eight positions and many landmarks."""

    turned: dict[Turn, Hashed]
    marks: tuple[Landmarks, ...]
    picture: Picture

    @cached_property
    def mirrored(self) -> Landmarks:
        """The landmarks of the picture in a mirror; looked for only when they are needed."""
        return self.marks[1] if len(self.marks) > 1 else landmarks(self.picture.mirrored(), ASKED)


def fingerprint(picture: Picture) -> Fingerprint:
    """What is kept of a picture: PDQ hash with quality, and up to 64 landmarks. The same bytes for the same pixels."""
    return Fingerprint(pdq(picture), landmarks(picture))


def question(picture: Picture, *, also_mirrored: bool = False) -> Question:
    """Prepare a picture to be asked about; `also_mirrored` finds mirrored and cropped copies too, at twice the time."""
    marks = [landmarks(picture, ASKED)]
    if also_mirrored:
        marks.append(landmarks(picture.mirrored(), ASKED))
    return Question(pdq_turned(picture), tuple(marks), picture)


def compile_ahead() -> None:
    """Compile all that compares pictures, so that nobody waits for it at the first one: about 15 s once in an installation."""
    drawn = io.BytesIO()
    Image.effect_mandelbrot((240, 320), (-2.2, -1.4, 0.8, 1.4), 90).save(drawn, "PNG")
    picture = open_picture(drawn.getvalue())
    index = PictureIndex()
    index.add(1, fingerprint(picture))
    index.find(question(picture, also_mirrored=True))


class PictureIndex:
    """Pictures by fingerprint. Threads may ask while one writes; writers wait for each other."""

    def __init__(self, config: LandmarkConfig | None = None, *, expected: int = 0) -> None:
        """An empty index; room for `expected` pictures is made at once, more are taken later."""
        self.hashes = HashIndex(expected=expected)
        self.landmarks = LandmarkIndex(config, expected=expected)

    def __len__(self) -> int:
        return len(self.landmarks)

    def __contains__(self, picture_id: int) -> bool:
        return picture_id in self.landmarks

    def ids(self) -> set[int]:
        """Keys of all pictures in it."""
        return self.landmarks.ids()

    @property
    def bytes_used(self) -> int:
        """Memory of both indexes in bytes."""
        return self.hashes.bytes_used + self.landmarks.bytes_used

    def add(self, picture_id: int, kept: Fingerprint) -> None:
        """Enter one picture; one already there is replaced."""
        self.add_many([picture_id], [kept])

    def add_many(self, picture_ids: Sequence[int], kept: Sequence[Fingerprint]) -> None:
        """Enter many pictures. Raises ValueError when an id comes twice or is negative or the lengths differ."""
        self.landmarks.add_many(picture_ids, [one.landmarks for one in kept])
        comparable = [
            (i, one.hashed.hash) for i, one in zip(picture_ids, kept, strict=True) if one.hashed.is_comparable
        ]
        for picture_id in picture_ids:
            self.hashes.remove(picture_id)
        self.hashes.add_many([i for i, _ in comparable], [one for _, one in comparable])

    def remove(self, picture_id: int) -> bool:
        """Take a picture out. Returns False when it was not there."""
        self.hashes.remove(picture_id)
        return self.landmarks.remove(picture_id)

    def find(self, asked: Question, *, limit: int = 20) -> tuple[PictureMatch, ...]:
        """Copies of the picture asked about, or pictures of which it shows a part: same pictures first, then by score.

        A near hash counts only where the landmarks do not speak against it: pages of one layout have like hashes. A picture
        found both ways comes once, as the same picture. Raises ValueError for a limit under 1.
        """
        found = {one.picture_id: one for one in self._by_hash(asked, limit).values() if self._is_borne_out(one, asked)}
        for marks in asked.marks:
            for one in self.landmarks.find(marks, limit=limit):
                earlier = found.get(one.picture_id)
                if earlier is None or earlier.landmarks < one.count:
                    found[one.picture_id] = _joined(earlier, one)
        order = {Reason.SAME_PICTURE: 0, Reason.SAME_TURNED: 1, Reason.SHARED_LANDMARKS: 2}
        return tuple(sorted(found.values(), key=lambda one: (order[one.reason], -one.score, one.picture_id))[:limit])

    def _is_borne_out(self, near: PictureMatch, asked: Question) -> bool:
        """Whether the landmarks of a picture with a near hash agree too, or there are too few to tell."""
        marks = asked.mirrored if near.turn in _MIRRORED else asked.marks[0]
        one = self.landmarks.compare(near.picture_id, marks)
        return (
            one is None or self.landmarks.size_of(near.picture_id) < _FEWEST_IN_VIEW or one.score >= _LEAST_BESIDE_HASH
        )

    def _by_hash(self, asked: Question, limit: int) -> dict[int, PictureMatch]:
        found: dict[int, PictureMatch] = {}
        for turn, hashed in asked.turned.items():
            if not hashed.is_comparable:
                continue
            for near in self.hashes.find(hashed.hash, within=MOST_WITHIN, limit=limit):
                earlier = found.get(near.picture_id)
                if earlier is None or earlier.distance is None or near.distance < earlier.distance:
                    found[near.picture_id] = _same(near.picture_id, near.distance, turn)
        return found


def _same(picture_id: int, distance: int, turn: Turn) -> PictureMatch:
    is_upright = turn is Turn.ORIGINAL
    how = "The same picture" if is_upright else "The same picture, turned or mirrored"
    detail = f"{how}: {distance} of {HASH_BITS} bits differ, {MOST_WITHIN} may."
    reason = Reason.SAME_PICTURE if is_upright else Reason.SAME_TURNED
    return PictureMatch(picture_id, 1 - distance / HASH_BITS, reason, detail, distance, turn=turn)


def _joined(earlier: PictureMatch | None, one: Agreement) -> PictureMatch:
    detail = f"{one.count} of {one.in_view} marked spots lie where a copy or a part of the picture has them."
    if earlier is None:
        share = min(1.0, one.share)
        return PictureMatch(
            one.picture_id, share, Reason.SHARED_LANDMARKS, detail, landmarks=one.count, strength=one.score
        )
    text = earlier.detail if earlier.landmarks else f"{earlier.detail} {detail}"
    return replace(earlier, detail=text, landmarks=one.count, strength=one.score)
