"""Group commit: who waits for the same turn is served together, in one transaction, instead of one after the other."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from clearhall.desk.lib.errors import Unavailable

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Waiting(Generic[Item, Result]):
    """One thread's item, and its answer once somebody has it."""

    __slots__ = ("answer", "item")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.answer: Result | Exception | None = None


class GroupCommit(Generic[Item, Result]):
    """Threads hand in items; whoever gets the turn first does the work for all that wait by then.

    While nobody else waits, an item is worked on alone and at once. The more there are, the larger the group: what a group costs
    once (a transaction, a lock, a look at what is new) is shared by all in it.

    Args:
        work: gives for items, in their order, an answer or the exception that the item's thread shall raise.
    """

    def __init__(self, work: Callable[[Sequence[Item]], Sequence[Result | Exception]]) -> None:
        self._work = work
        self._turn = threading.Lock()
        self._queue: deque[_Waiting[Item, Result]] = deque()

    def __call__(self, item: Item) -> Result:
        """The answer to `item`, or its exception. Blocks until then."""
        mine: _Waiting[Item, Result] = _Waiting(item)
        self._queue.append(mine)
        with self._turn:
            if mine.answer is None:
                self._serve()
        if isinstance(mine.answer, Exception):
            raise mine.answer
        assert mine.answer is not None
        return mine.answer

    def _serve(self) -> None:
        group = [self._queue.popleft() for _ in range(len(self._queue))]
        try:
            for waiting, answer in zip(group, self._work([one.item for one in group]), strict=True):
                waiting.answer = answer
        finally:
            for waiting in group:  # whatever happened, nobody may wait for ever
                if waiting.answer is None:
                    waiting.answer = Unavailable()
