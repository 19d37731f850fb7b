"""R9: no path in the code leads from a score to an act on a case."""

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "clearhall"
ACTS = {
    "take_case",
    "close_case",
    "publish_outcome",
    "correct_outcome",
    "hand_over_case",
    "assign_case",
    "reclassify_case",
}
MAY_ACT = {  # where a person's request is turned into an act, or the invented city replays what invented people did
    "desk/cases", "desk/city",
}  # fmt: skip


def calls(path: Path) -> set[str]:
    """Names of the functions that a module calls or imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            names.add(node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", ""))
        elif isinstance(node, ast.ImportFrom):
            names.update(alias.name for alias in node.names)
    return names


def modules() -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]


def test_only_casework_and_the_example_city_act_on_cases():
    acting = {
        str(path.relative_to(SOURCE).parent) for path in modules() if calls(path) & ACTS
    }  # fmt: skip
    assert {folder for folder in acting if not any(folder.startswith(allowed) for allowed in MAY_ACT)} == set()


def test_no_background_job_acts_on_a_case():
    for path in modules():
        if path.name in ("jobs.py", "schedule.py"):
            assert not calls(path) & ACTS, path


def test_what_compares_and_recognises_stands_below_casework_and_cannot_reach_it():
    for folder in ("engine", "desk/matching", "desk/recognition"):
        for path in (SOURCE / folder).rglob("*.py"):
            imported = {
                node.module or "" for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)
            }
            assert not [name for name in imported if name.startswith("clearhall.desk.cases")], path
