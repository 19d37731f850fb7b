"""Near-duplicates in one file of any length: each row is told which group it belongs to, and why.

`group_rows` takes texts in turn and keeps of each different one about a kilobyte and a copy in a work file; `deduplicate`
reads a file, writes the groups, and goes on where a killed run stopped.
"""

from clearhall.engine.deduplication.distributed import deduplicate_on
from clearhall.engine.deduplication.errors import DeduplicationError, NotTheSameRun
from clearhall.engine.deduplication.grouping import Grouped, Grouper
from clearhall.engine.deduplication.rows import Part, Row, cut, open_rows
from clearhall.engine.deduplication.runs import Summary, deduplicate

__all__ = [
    "DeduplicationError",
    "Grouped",
    "Grouper",
    "NotTheSameRun",
    "Part",
    "Row",
    "Summary",
    "cut",
    "deduplicate",
    "deduplicate_on",
    "open_rows",
]
