"""A letter that was mangled before it reached us is kept; bytes that do not fit the file's encoding are refused."""

import pytest

from clearhall.desk.intake.columns import find_mapping, report_of
from clearhall.desk.intake.errors import ReportRefused
from clearhall.desk.intake.tables import SAMPLE_BYTES, open_table


def rows_of(path):
    with open_table(path) as table:
        mapping = find_mapping(table.headers, given=None)
        for row in table.rows:
            yield report_of(row, mapping=mapping, harm="phishing", file_mark="m")


def test_a_replacement_character_in_the_message_itself_is_kept(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("text\nOk lor\ufffdwhats up\n", encoding="utf-8")
    (report,) = rows_of(path)
    assert report.text == "Ok lor\ufffdwhats up"


def test_a_row_whose_bytes_do_not_fit_is_refused_by_itself(tmp_path):
    path = tmp_path / "a.csv"
    good = "text\n" + "您的包裹被扣留，请点击链接\n" * (SAMPLE_BYTES // 30)
    path.write_bytes(good.encode() + b"broken \xff\xfe bytes\n" + "后面一行\n".encode())
    rows = rows_of(path)
    with pytest.raises(ReportRefused, match="decoded"):
        list(rows)
