"""Tables that people hand in as CSV, read with limits and errors that name the line; and cells that no spreadsheet runs."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from clearhall.desk.lib.errors import Invalid

LONGEST_CELL = 10_000


def read_rows(
    content: bytes, *, needed: Sequence[str], most_bytes: int, most_rows: int
) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of a CSV file in UTF-8 (a byte order mark is fine) by name of column, with their lines: the header is line 1.

    Raises:
        Invalid: on the field `file`: too large, not UTF-8, no CSV, a column of `needed` is missing.
    """
    if len(content) > most_bytes:
        raise Invalid(f"The file is larger than {most_bytes:,} bytes.", field="file")
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        missing = [name for name in needed if name not in (reader.fieldnames or [])]
        if missing:
            raise Invalid(f"The header lacks the columns: {', '.join(missing)}.", field="file")
        for count, values in enumerate(reader):
            if count >= most_rows:
                raise Invalid(f"The file has more than {most_rows:,} rows.", field="file")
            # Not left to the csv module: its own limit is one for the whole process, and imports of reports raise it.
            if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in values.values()):
                raise Invalid(f"The file is not CSV: a cell has more than {LONGEST_CELL:,} characters.", field="file")
            yield count + 2, values
    except UnicodeDecodeError:
        raise Invalid("The file is not UTF-8. Save it as “CSV UTF-8” and try again.", field="file") from None
    except csv.Error as error:
        raise Invalid(f"The file is not CSV: {error}.", field="file") from None


def safe_cell(value: Any) -> Any:
    """`value` as a cell of a CSV file that a spreadsheet opens without running a formula."""
    return f"'{value}" if str(value)[:1] in "=+-@\t\r" and value else value
