"""A run on a cluster writes what one process writes, byte for byte: also in many parts, and when it was ended half-way."""

import csv
import json
from itertools import pairwise

import pytest

from clearhall.engine.clusters import TaskFailed, open_cluster
from clearhall.engine.deduplication import NotTheSameRun, cut, deduplicate, deduplicate_on, distributed, open_rows
from clearhall.engine.deduplication.rows import part_rows
from tests.engine.deduplication.test_deduplication import HALL, PARCEL, lines, mixed


class Here:
    """A cluster that runs everything in this process; after `most` tasks it is lost."""

    workers = 1

    def __init__(self, most=10**9):
        self.left, self.ran = most, []

    def run(self, task, arguments):
        for argument in arguments:
            if not self.left:
                raise TaskFailed("lost")
            self.left -= 1
            self.ran.append((task.__name__, argument.wave, argument.number))
            yield argument, task(argument)

    def close(self):
        pass


def both(tmp_path, source, cluster=None, *, part_bytes=4_000, ending="csv", **options):
    one, many = tmp_path / f"one.{ending}", tmp_path / f"many.{ending}"
    summary = deduplicate(source, one, **options)
    assert deduplicate_on(cluster or Here(), source, many, part_bytes=part_bytes, **options) == summary
    assert many.read_bytes() == one.read_bytes()
    assert not (tmp_path / f"many.{ending}.work").exists()
    return summary


def in_many_rounds(monkeypatch):
    monkeypatch.setattr(distributed, "_WAVE_BYTES", 1)
    monkeypatch.setattr(distributed, "_RECEIVER_BYTES", 30_000)
    monkeypatch.setattr(distributed.stages, "_SCORED_AT_ONCE", 100)
    monkeypatch.setattr(distributed.stages, "_SIGNED_AT_ONCE", 64)
    monkeypatch.setattr(distributed.stages, "_PAIRS_AT_ONCE", 50)


def test_lines_in_many_parts_receivers_and_rounds(tmp_path, monkeypatch):
    in_many_rounds(monkeypatch)
    assert both(tmp_path, lines(tmp_path, mixed(600))).groups > 200
    both(tmp_path, lines(tmp_path, mixed(600)), part_bytes=10**9, ending="ndjson")


@pytest.mark.parametrize("kind", ["processes", "ray"])
@pytest.mark.slow
def test_sixty_thousand_rows_through_a_cluster(tmp_path, kind):
    if kind == "ray":
        pytest.importorskip("ray")
    with open_cluster(kind, workers=2) as cluster:
        both(tmp_path, lines(tmp_path, mixed(60_000)), cluster, part_bytes=1_000_000)


def test_a_table_with_line_ends_in_its_cells_and_unreadable_rows(tmp_path, monkeypatch):
    monkeypatch.setattr("clearhall.engine.deduplication.rows.LONGEST_ROW", 3_000)
    file = tmp_path / "in.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        rows = [
            [f"r{number}" if number % 3 else "", f'{text}\n“two”, "lines"', ""]
            for number, text in enumerate(mixed(300))
        ]
        rows[100][1] = "x" * 4_000
        csv.writer(out).writerows([["id\nx", "text", "id"], *rows, ["short"]])
    summary = both(tmp_path, file, part_bytes=2_000)
    assert (summary.unreadable, summary.first_unreadable) == (2, "101")


def test_objects_with_blank_and_broken_lines_and_bytes_that_are_no_text(tmp_path):
    file = tmp_path / "in.ndjson"
    objects = [json.dumps({"id": number, "text": text}) for number, text in enumerate(mixed(200))]
    objects[50:50] = ["", "{", "[]", '{"text": "\u200b"}', '{"text": "\\ud800"}', "  "]
    file.write_bytes(
        b"\xef\xbb\xbf" + "\r\n".join(objects).encode() + b"\n\xff\xfe\n" + json.dumps({"text": HALL}).encode()
    )
    summary = both(tmp_path, file, part_bytes=1_000)
    assert (summary.unreadable, summary.first_unreadable) == (3, "51")


@pytest.mark.parametrize("content", [b"", b"\n\n\n", b"text\n", b"one line without an end"])
def test_files_with_next_to_nothing(tmp_path, content):
    file = tmp_path / "in.txt"
    file.write_bytes(content)
    both(tmp_path, file, part_bytes=1)


def test_parts_hold_every_row_once(tmp_path):
    file = lines(tmp_path, ["a" * 100, "", "b\rc", PARCEL] * 50)
    for length in (1, 37, 250, 10**6):
        parts = cut(file, length)
        assert [row.text for part in parts for row in part_rows(file, part)] == [row.text for row in open_rows(file)]
        assert (parts[0].start, parts[-1].stop) == (0, file.stat().st_size)
        assert all(left.stop == right.start for left, right in pairwise(parts))


@pytest.mark.parametrize("most", [0, 3, 12, 25])
def test_a_run_that_was_ended_goes_on_and_does_nothing_twice(tmp_path, monkeypatch, most):
    in_many_rounds(monkeypatch)
    file, out = lines(tmp_path, mixed(600)), tmp_path / "many.csv"
    deduplicate(file, tmp_path / "one.csv")
    first, second = Here(most), Here()
    with pytest.raises(TaskFailed):
        deduplicate_on(first, file, out, part_bytes=8_000)
    assert not out.exists()
    deduplicate_on(second, file, out, part_bytes=8_000, resume=True)
    assert out.read_bytes() == (tmp_path / "one.csv").read_bytes()
    assert len(first.ran) == most
    assert not set(first.ran) & set(second.ran)


def test_a_work_folder_of_another_file_is_refused(tmp_path):
    file, out = lines(tmp_path, [HALL]), tmp_path / "many.csv"
    with pytest.raises(TaskFailed):
        deduplicate_on(Here(1), file, out)
    file.write_text(PARCEL)
    with pytest.raises(NotTheSameRun, match="again without going on"):
        deduplicate_on(Here(), file, out, resume=True)


def test_progress_counts_every_byte_once(tmp_path):
    file, read = lines(tmp_path, mixed(300)), []
    deduplicate_on(Here(), file, tmp_path / "many.csv", progress=read.append)
    assert sum(read) == file.stat().st_size


def test_a_template_met_thousands_of_times_is_compared_with_the_first_few_only(tmp_path):
    """Three thousand texts with nearly all their keys in common: a pair for each two of them would be four million."""
    file = lines(tmp_path, [f"{PARCEL} 编号 {number:05d}{chr(0x4E00 + number)}" for number in range(3_000)])
    cluster = Here()
    assert both(tmp_path, file, cluster, part_bytes=100_000).groups < 10
