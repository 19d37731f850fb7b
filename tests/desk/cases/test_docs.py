"""The page of states is what the table says, and the how-to names what exists."""

import re
from pathlib import Path

from clearhall.desk.cases.labels import CLOSINGS, MOVES, STATES
from clearhall.desk.cases.states import CaseState, ClosingState, Move
from clearhall.desk.cases.steps import STEPS
from clearhall.desk.lib.limits import LIMITS
from tools import case_states

HOW_TO = Path(case_states.PAGE).parents[1] / "how-to" / "work-a-case.md"


def test_the_page_of_states_is_fresh():
    assert case_states.PAGE.read_text() == case_states.page(), "run: python -m tools.case_states"


def test_every_state_closing_and_move_has_a_name():
    assert (set(STATES), set(CLOSINGS), set(MOVES)) == (set(CaseState), set(ClosingState), set(Move))


def test_the_how_to_names_every_step_and_only_limits_that_exist():
    text = HOW_TO.read_text()
    assert {step.move for step in STEPS.values() if step.move} <= set(map(Move, re.findall(r"\(`(\w+)`\)", text)))
    assert set(re.findall(r"limit `(\w+)`", text)) <= set(LIMITS)
