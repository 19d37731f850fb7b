import os
import signal
import subprocess
import sys
import textwrap

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearhall.engine import similarity
from clearhall.engine.similarity import Combined, Config, Index, SnapshotCorrupt, SnapshotStale
from tests.engine.similarity.texts import CHINESE, ENGLISH, OTHERS, edited, some_text

texts = st.lists(some_text(), max_size=12)


def written(path, texts, *, first=0, last_sequence=7, config=similarity.DEFAULT, **options):
    similarity.write_snapshot(
        path,
        range(first, first + len(texts)),
        similarity.sign_many(texts, config=config),
        last_sequence=last_sequence,
        config=config,
        **options,
    )
    return path


@pytest.fixture
def snapshot_file(tmp_path):
    return written(tmp_path / "reports.similar", [ENGLISH, CHINESE, *OTHERS], meta={"made_for": "example"})


def test_a_snapshot_keeps_what_was_written(snapshot_file):
    snapshot = similarity.open_snapshot(snapshot_file)
    assert (len(snapshot), snapshot.last_sequence, snapshot.meta) == (6, 7, {"made_for": "example"})
    assert 5 in snapshot
    assert 6 not in snapshot
    assert snapshot.query(similarity.sign(edited(CHINESE, 20)))[0].report_id == 1


@settings(max_examples=30, deadline=None)  # writes or grows much
@given(texts)
def test_a_snapshot_answers_as_the_index_in_memory(tmp_path_factory, texts):
    path = written(tmp_path_factory.mktemp("snapshot") / "s", texts)
    snapshot, index = similarity.open_snapshot(path), Index()
    index.add_many(range(len(texts)), similarity.sign_many(texts))
    for text in [*texts, ENGLISH]:
        signature = similarity.sign(text)
        assert snapshot.query(signature, threshold=0.1) == index.query(signature, threshold=0.1)


@settings(max_examples=40, deadline=None)  # writes or grows much
@given(texts, st.integers(0, 12), st.sets(st.integers(0, 11)), st.sets(st.integers(0, 11)))
def test_snapshots_and_tail_answer_as_one_index(tmp_path_factory, texts, cut, gone, changed):
    folder = tmp_path_factory.mktemp("combined")
    middle = cut // 2
    parts = [texts[:middle], texts[middle:cut]]
    opened = [
        similarity.open_snapshot(written(folder / str(i), part, first=i * middle)) for i, part in enumerate(parts)
    ]
    combined, whole = Combined(opened, Index()), Index()
    for report_id, text in enumerate(texts):
        whole.add(report_id, similarity.sign(text))
        if report_id >= cut:
            combined.add(report_id, similarity.sign(text))
    for index in (combined, whole):
        for report_id in sorted(changed):
            index.add(report_id, similarity.sign(f"{ENGLISH} pay {report_id}"))
        for report_id in sorted(gone):
            index.remove(report_id)
    for text in [*texts, ENGLISH]:
        signature = similarity.sign(text)
        assert combined.query(signature, threshold=0.1) == whole.query(signature, threshold=0.1)
    signatures = similarity.sign_many([*texts, ENGLISH])
    for limit in (1, 3):
        assert combined.query_many(signatures, limit=limit) == [whole.query(one, limit=limit) for one in signatures]
    ids, rows = combined.signatures()
    assert dict(zip(ids.tolist(), map(bytes, rows), strict=True)) == dict(
        zip(*[list(map(kind, part)) for kind, part in zip((int, bytes), whole.signatures(), strict=True)], strict=True)
    )


@settings(max_examples=30, deadline=None)  # writes or grows much
@given(texts, st.integers(0, 12), st.sets(st.integers(0, 11)))
def test_a_batch_over_snapshot_and_tail_finds_what_one_index_finds(tmp_path_factory, texts, cut, gone):
    snapshot = similarity.open_snapshot(written(tmp_path_factory.mktemp("batch") / "s", texts[:cut]))
    combined, whole = Combined([snapshot], Index()), Index()
    whole.add_many(range(len(texts[:cut])), similarity.sign_many(texts[:cut]))
    for report_id in sorted(gone):
        combined.remove(report_id)
        whole.remove(report_id)
    batch = range(100, 100 + len(texts))
    signatures = similarity.sign_many(texts)
    assert combined.query_then_add_many(batch, signatures) == whole.query_then_add_many(batch, signatures)


def test_a_report_in_the_tail_hides_its_older_form_in_the_snapshot(snapshot_file):
    tail = Index()
    tail.add(0, similarity.sign(CHINESE))
    combined = Combined([similarity.open_snapshot(snapshot_file)], tail)
    assert len(combined.query(similarity.sign(ENGLISH))) == 0
    assert {one.report_id for one in combined.query(similarity.sign(CHINESE))} == {0, 1}
    assert combined.removed == {0}


def test_the_same_reports_in_any_order_give_the_same_file(tmp_path):
    signatures = similarity.sign_many([ENGLISH, CHINESE])
    similarity.write_snapshot(tmp_path / "a", [4, 9], signatures, last_sequence=1)
    similarity.write_snapshot(tmp_path / "b", [9, 4], signatures[::-1], last_sequence=1)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_every_flipped_byte_is_detected(tmp_path):
    path = written(tmp_path / "s", [ENGLISH, CHINESE])
    whole = path.read_bytes()
    inside = set(range(64)) | set(range(4096, 5400)) | set(range(0, len(whole), 257))
    missed = []
    for position in sorted(inside):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 0x10]) + whole[position + 1 :])
        try:
            similarity.open_snapshot(path)
        except SnapshotCorrupt:
            continue
        missed.append(position)
    assert not missed


@pytest.mark.parametrize("left", [0, 1, 47, 4095, 4096, 5000, -4096, -1])
def test_a_file_that_was_cut_off_is_detected_even_without_the_full_check(snapshot_file, left):
    whole = snapshot_file.read_bytes()
    snapshot_file.write_bytes(whole[:left])
    with pytest.raises(SnapshotCorrupt, match="cannot be used"):
        similarity.open_snapshot(snapshot_file, verify=False)


def test_another_file_or_a_longer_one_is_no_snapshot(snapshot_file, tmp_path):
    (tmp_path / "other").write_bytes(b"%PDF-1.7" + bytes(9000))
    snapshot_file.write_bytes(snapshot_file.read_bytes() + b"\0")
    for path in (tmp_path / "other", snapshot_file):
        with pytest.raises(SnapshotCorrupt):
            similarity.open_snapshot(path)


def test_a_snapshot_of_another_configuration_is_stale(snapshot_file):
    with pytest.raises(SnapshotStale, match="configuration"):
        similarity.open_snapshot(snapshot_file, config=Config(bands=16, rows_per_band=4))
    similarity.open_snapshot(snapshot_file, config=Config(suggest=0.4))  # thresholds are not stored


def test_an_empty_snapshot_is_a_snapshot(tmp_path):
    snapshot = similarity.open_snapshot(written(tmp_path / "s", [], last_sequence=-1))
    assert len(snapshot) == 0
    assert len(snapshot.query(similarity.sign(ENGLISH))) == 0


@pytest.mark.parametrize(("ids", "named"), [([1, 1], "twice"), ([1], "ids but"), ([-1, 1], "negative")])
def test_wrong_reports_are_refused_and_the_old_file_stays(snapshot_file, ids, named):
    before = snapshot_file.read_bytes()
    with pytest.raises(ValueError, match=named):
        similarity.write_snapshot(snapshot_file, ids, similarity.sign_many([ENGLISH] * 2), last_sequence=9)
    assert snapshot_file.read_bytes() == before


def test_a_full_disk_leaves_the_old_file_and_nothing_else(snapshot_file, monkeypatch):
    def full(_number):
        raise OSError(28, "No space left on device")

    before = snapshot_file.read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        written(snapshot_file, [ENGLISH])
    assert snapshot_file.read_bytes() == before
    assert os.listdir(snapshot_file.parent) == [snapshot_file.name]


def run_python(code, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_writer_killed_at_the_last_moment_leaves_the_old_file_and_the_next_one_tidies_up(snapshot_file):
    before = snapshot_file.read_bytes()
    process = run_python(
        """
        import os, signal, sys
        from clearhall.engine import similarity
        os.fsync = lambda number: os.kill(os.getpid(), signal.SIGKILL)
        similarity.write_snapshot(sys.argv[1], [1], similarity.sign_many(["x" * 50]), last_sequence=9)
        """,
        snapshot_file,
    )
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert snapshot_file.read_bytes() == before
    assert len(os.listdir(snapshot_file.parent)) == 2
    written(snapshot_file, [CHINESE], last_sequence=10)
    assert os.listdir(snapshot_file.parent) == [snapshot_file.name]
    assert similarity.open_snapshot(snapshot_file).last_sequence == 10


def test_processes_read_one_snapshot_at_once_and_keep_it_when_it_is_replaced(snapshot_file):
    code = """
        import sys
        from clearhall.engine import similarity
        snapshot = similarity.open_snapshot(sys.argv[1])
        print("open", flush=True)
        for _ in range(200):
            assert snapshot.query(similarity.sign(sys.argv[2]))[0].report_id == 0
        print("done")
        """
    readers = [run_python(code, snapshot_file, ENGLISH) for _ in range(2)]
    assert [reader.stdout.readline() for reader in readers] == ["open\n"] * 2
    written(snapshot_file, [CHINESE])
    assert [reader.communicate(timeout=60)[0] for reader in readers] == ["done\n"] * 2


def test_views_of_a_snapshot_are_read_only(snapshot_file):
    ids, signatures = similarity.open_snapshot(snapshot_file).signatures()
    for array in (ids, signatures):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    assert isinstance(ids, np.ndarray)
