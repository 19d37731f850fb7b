import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[3] / "docs/how-to/match-pictures.md"


def test_the_examples_of_the_how_to_run(capsys):
    pytest.importorskip("zxingcpp", reason="the library that reads codes is not installed")
    names: dict[str, object] = {}
    for example in re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S):
        exec(example, names)
    assert capsys.readouterr().out.startswith("1 ")
