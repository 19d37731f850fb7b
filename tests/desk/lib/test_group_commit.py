"""Many threads, one turn: everybody gets their own answer, late-comers are served together, nobody waits for ever."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from clearhall.desk.lib.errors import Unavailable
from clearhall.desk.lib.group_commit import GroupCommit, _Waiting


def test_everybody_gets_their_own_answer_or_their_own_error():
    def work(items):
        return [ValueError(str(item)) if item % 3 == 0 else item * 2 for item in items]

    together = GroupCommit(work)

    def ask(item):
        try:
            return together(item)
        except ValueError as error:
            return str(error)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(ask, range(500)))
    assert answers == [str(item) if item % 3 == 0 else item * 2 for item in range(500)]


def test_who_comes_while_others_are_served_shares_the_next_turn():
    groups, is_busy, may_end = [], threading.Event(), threading.Event()

    def work(items):
        groups.append(sorted(items))
        is_busy.set()
        may_end.wait(5)
        return items

    together = GroupCommit(work)
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(together, 0)
        is_busy.wait(5)
        others = [pool.submit(together, item) for item in range(1, 6)]
        while len(together._queue) < 5:
            time.sleep(0.001)
        may_end.set()
        assert first.result(5) == 0
        assert [one.result(5) for one in others] == [1, 2, 3, 4, 5]
    assert groups == [[0], [1, 2, 3, 4, 5]]


def test_when_the_work_itself_breaks_those_who_waited_are_told():
    is_busy, may_end = threading.Event(), threading.Event()

    def work(items):
        is_busy.set()
        may_end.wait(5)
        raise KeyboardInterrupt

    together = GroupCommit(work)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(together, 1)
        is_busy.wait(5)
        may_end.set()
        with pytest.raises(KeyboardInterrupt):
            first.result(5)
        together._work = lambda items: items
        assert pool.submit(together, 2).result(5) == 2


def test_a_thread_that_dies_at_its_turn_leaves_nobody_waiting():
    def work(items):
        raise SystemExit

    together = GroupCommit(work)
    together._queue.append(other := _Waiting("left behind"))
    with pytest.raises(SystemExit):
        together("mine")
    assert isinstance(other.answer, Unavailable)
