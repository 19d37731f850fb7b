"""The example of the how-to prints what the page says."""

import contextlib
import io
import re
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "deduplicate-a-file.md"


def test_the_example_of_the_how_to_prints_what_the_page_says():
    page = PAGE.read_text(encoding="utf-8")
    code, printed = re.search(r"```python\n(.*?)```\s+prints `(.*?)`", page, re.DOTALL).groups()
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, {})  # our own page
    assert out.getvalue().strip() == printed
