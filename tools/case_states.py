"""Draws `docs/reference/case-states.md` from the table of moves.

python -m tools.case_states           writes the page
python -m tools.case_states --check   exit 1 when the page is not what the table says
"""

import sys
from pathlib import Path

from clearhall.desk.cases.states import (
    HOLDER_MOVES,
    MOVES,
    REPORTER_MOVES,
    STAFF_CLOSINGS,
    CaseState,
    ClosingState,
    Move,
)

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "case-states.md"


def who(move: Move) -> str:
    """Who makes a move."""
    if move in REPORTER_MOVES:
        return "the reporter, with the receipt code"
    return "staff; only the holder once somebody has the case" if move in HOLDER_MOVES else "staff"


def diagram() -> str:
    """The moves that change the state, as a Mermaid state diagram."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {CaseState.RECEIVED}"]
    pairs: dict[tuple[CaseState, CaseState], list[str]] = {}
    for (before, move), after in MOVES.items():
        if before is not after:
            pairs.setdefault((before, after), []).append(move.value)
    lines += [f"    {before} --> {after}: {', '.join(moves)}" for (before, after), moves in pairs.items()]
    return "\n".join([*lines, "```"])


def table() -> str:
    """Every move from every state; a dash where the table has none."""
    states = list(CaseState)
    lines = ["| move | " + " | ".join(states) + " | by |", "|---" * (len(states) + 2) + "|"]
    for move in Move:
        ends = [MOVES.get((state, move), "–") for state in states]
        lines.append(f"| {move} | {' | '.join(ends)} | {who(move)} |")
    return "\n".join(lines)


def page() -> str:
    closings = ", ".join(
        f"`{state}`" if state in STAFF_CLOSINGS else f"`{state}` (the reporter's own)" for state in ClosingState
    )
    return f"""# States of a case

Made by `python -m tools.case_states` from `src/clearhall/desk/cases/states.py`; a test holds the two equal.

{diagram()}

Each cell says where a move leads from the state of its column; a dash means that the table has no such move, and every
entrance (page, bulk act, API, command) refuses it.

{table()}

A case is closed as one of: {closings}.
"""


def main() -> int:
    if "--check" in sys.argv[1:]:
        return 0 if PAGE.exists() and PAGE.read_text() == page() else 1
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page())
    return 0


if __name__ == "__main__":
    sys.exit(main())
