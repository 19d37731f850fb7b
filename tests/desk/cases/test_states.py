"""The table of moves, whole: every pair of state and move is in one of two lists."""

from itertools import product

import pytest

from clearhall.desk.cases.errors import MoveNotAllowed
from clearhall.desk.cases.states import MOVES, STAFF_CLOSINGS, CaseState, ClosingState, Move, moves_from, state_after

R, A, W, C = CaseState.RECEIVED, CaseState.ACTIVE, CaseState.WAITING, CaseState.CLOSED
# Written a second time on purpose, row by row, so that a slip in the table shows.
EXPECTED = {
    Move.TAKE: {R: A},
    Move.RELEASE: {A: R, W: R},
    Move.ASSIGN: {R: A, A: A, W: W},
    Move.HAND_OVER: {R: R, A: R, W: R},
    Move.REFUSE: {R: R},
    Move.PAUSE: {A: A, W: W},
    Move.RESUME: {A: A, W: W},
    Move.ASK_FOR_TIME: {A: A, W: W},
    Move.DECIDE_TIME: {A: A, W: W},
    Move.NOTE: {R: R, A: A, W: W, C: C},
    Move.ASK: {A: W, W: W},
    Move.REPORTER_ANSWERS: {R: R, A: A, W: A, C: C},
    Move.RECLASSIFY: {R: R, A: A, W: W},
    Move.PUBLISH: {A: A, W: W, C: C},
    Move.CLOSE: {A: C, W: C},
    Move.WITHDRAW: {R: C, A: C, W: C},
    Move.REOPEN: {C: R},
}


@pytest.mark.parametrize(("state", "move"), [*product(CaseState, Move)])
def test_every_pair_of_state_and_move_is_allowed_or_refused_as_written(state, move):
    expected = EXPECTED[move].get(state)
    assert (move in moves_from(state)) is (expected is not None)
    if expected is None:
        with pytest.raises(MoveNotAllowed) as caught:
            state_after(state, move)
        assert (caught.value.state, caught.value.move, caught.value.status) == (state, move, 409)
    else:
        assert state_after(state, move) is expected


def test_a_state_that_does_not_exist_allows_nothing():
    with pytest.raises(MoveNotAllowed):
        state_after("gone", Move.TAKE)
    assert moves_from("gone") == []


def test_every_state_can_be_reached_and_none_is_a_trap():
    assert set(MOVES.values()) == set(CaseState)
    for state in CaseState:
        assert any(after is not state for (at, _move), after in MOVES.items() if at is state)


def test_staff_can_close_in_every_way_but_the_reporters_own():
    assert set(STAFF_CLOSINGS) == set(ClosingState) - {ClosingState.WITHDRAWN}
