import os
import random
import signal
import subprocess
import sys

import numpy as np
import pytest

from clearhall.engine.retrieval import (
    UNTRAINED,
    FileCorrupt,
    FileForeign,
    FileStale,
    Finder,
    Index,
    open_index,
    open_model,
    open_or_rebuild,
)
from clearhall.engine.retrieval import files as files_module
from clearhall.engine.retrieval import index as index_module
from clearhall.engine.retrieval.files import PAGE, write_arrays
from tests.engine.retrieval.texts import FACT_CHECKS


@pytest.fixture
def path(tmp_path):
    index = Index()
    index.add_many(FACT_CHECKS.items())
    index.save(tmp_path / "checks", meta={"sequence": 8})
    return tmp_path / "checks"


def answers(index):
    return [(one.document_id, one.score) for one in Finder(index).find("free ferry tickets 渡轮")]


def test_a_saved_index_answers_the_same_and_takes_changes(path):
    index = Index()
    index.add_many(FACT_CHECKS.items())
    opened = open_index(path)
    assert answers(opened) == answers(index)
    assert opened.meta == {"sequence": 8}
    opened.remove(2)
    opened.add(30, "free ferry tickets for all")
    assert answers(opened)[0][0] == 30
    opened.save(path)
    assert answers(open_index(path)) == answers(opened)
    assert open_index(path).meta == {"sequence": 8}


def test_an_empty_index_can_be_saved_and_opened(tmp_path):
    Index().save(tmp_path / "empty")
    opened = open_index(tmp_path / "empty")
    assert len(opened) == 0
    assert answers(opened) == []
    opened.add(1, "ferry")
    assert answers(opened)[0][0] == 1


def test_every_changed_byte_is_noticed(path):
    whole = path.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 400)):
        changed = bytearray(whole)
        changed[place] ^= 0x20
        path.write_bytes(bytes(changed))
        with pytest.raises((FileCorrupt, FileStale)):
            open_index(path)


@pytest.mark.parametrize("length", [0, 1, 8, 100, PAGE, PAGE + 10, -1, -PAGE])
def test_a_file_cut_off_is_noticed(path, length):
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(FileCorrupt) as caught:
        open_index(path)
    assert caught.value.code == "file_corrupt"


def test_a_whole_file_whose_postings_lead_nowhere_is_refused(path, tmp_path):
    part = open_index(path).segments()[0]
    arrays = {name: getattr(part, name).copy() for name in index_module.DTYPES}
    for name, place, value in (("documents", 0, 2**31), ("starts", 1, 2**40), ("ids", 0, 5), ("terms", 0, 2**64 - 1)):
        wrong = {key: array.copy() for key, array in arrays.items()}
        wrong[name][place] = value
        write_arrays(
            tmp_path / "wrong", wrong, magic=index_module.MAGIC, fingerprint=Index().config.fingerprint, meta={}
        )
        with pytest.raises(FileCorrupt):
            open_index(tmp_path / "wrong")


def test_a_file_of_another_version_is_stale_and_of_another_kind_corrupt(path, tmp_path):
    part = open_index(path).segments()[0]
    arrays = {name: getattr(part, name) for name in index_module.DTYPES}
    write_arrays(tmp_path / "old", arrays, magic=index_module.MAGIC, fingerprint="older", meta={})
    with pytest.raises(FileStale) as caught:
        open_index(tmp_path / "old")
    assert caught.value.found == "older"
    with pytest.raises(FileCorrupt):
        open_model(path)


def test_no_file_is_the_usual_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        open_index(tmp_path / "nothing")


def test_a_failed_write_leaves_the_old_file_and_nothing_else(path, monkeypatch):
    before = path.read_bytes()

    def full(_):
        raise OSError("no space left")

    monkeypatch.setattr(files_module.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        open_index(path).save(path)
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == ["checks"]


KILLED = """
import os, signal, sys
from clearhall.engine.retrieval import files, open_index

def killed(number):
    os.kill(os.getpid(), signal.SIGKILL)

index = open_index(sys.argv[1])
index.add(40, "a fact-check that was never saved")
files.os.fsync = killed
index.save(sys.argv[1], meta={"sequence": 9})
"""


def test_a_process_killed_while_it_writes_leaves_the_old_file(path):
    before = path.read_bytes()
    ended = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert len(os.listdir(path.parent)) == 2  # what it had written so far, under another name
    assert path.read_bytes() == before
    opened = open_index(path)
    assert 40 not in opened
    assert opened.meta == {"sequence": 8}
    opened.save(path)
    assert len(os.listdir(path.parent)) == 2  # for all that is known the other one is still being written
    left = next(one for one in path.parent.iterdir() if one != path)
    os.utime(left, (path.stat().st_mtime - 4_000,) * 2)
    opened.save(path)
    assert os.listdir(path.parent) == ["checks"]


def test_the_file_is_the_same_in_whatever_order_and_steps_the_rows_came(path, tmp_path):
    """SQLite and PostgreSQL may give rows in different orders; the index asks nothing else of a database."""
    for seed in range(5):
        rows = list(FACT_CHECKS.items())
        random.Random(seed).shuffle(rows)
        index = Index()
        index.add_many(rows[:seed])
        for document_id, text in rows[seed:]:
            index.add(document_id, "an older wording that was corrected")
            index.add(document_id, text)
        index.add(99, "withdrawn")
        index.remove(99)
        index.save(tmp_path / "other", meta={"sequence": 8})
        assert (tmp_path / "other").read_bytes() == path.read_bytes()


def published(index):
    index.add_many(FACT_CHECKS.items())
    return {"sequence": 8}


def refused(index):
    raise AssertionError("nothing had to be made anew")


def damaged(path):
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(bytes(whole))


@pytest.mark.parametrize("spoil", [damaged, lambda path: path.write_bytes(b""), lambda path: path.unlink()])
def test_a_file_that_is_absent_or_damaged_is_made_anew_and_never_answered_from(path, spoil):
    before = path.read_bytes()
    spoil(path)
    told = []
    opened = open_or_rebuild(path, published, told=told.append)
    assert len(told) == 1
    assert path.read_bytes() == before
    assert answers(opened) == answers(open_or_rebuild(path, refused))
    assert opened.meta == {"sequence": 8}


def test_a_file_of_another_version_is_made_anew(path):
    part = open_index(path).segments()[0]
    arrays = {name: getattr(part, name).copy() for name in index_module.DTYPES}
    write_arrays(path, arrays, magic=index_module.MAGIC, fingerprint="older", meta={})
    told = []
    assert 5 in open_or_rebuild(path, published, told=told.append)
    assert "older" in told[0]


def test_rows_that_cannot_be_read_leave_the_damaged_file_unused(path):
    damaged(path)
    spoiled = path.read_bytes()

    def unreachable(index):
        raise ConnectionError("no database")

    with pytest.raises(ConnectionError):
        open_or_rebuild(path, unreachable)
    assert path.read_bytes() == spoiled
    with pytest.raises(FileCorrupt):
        open_index(path)


def test_meta_larger_than_a_megabyte_is_refused(tmp_path):
    with pytest.raises(ValueError, match="megabyte"):
        Index().save(tmp_path / "large", meta={"much": "x" * 2**20})


def test_a_model_comes_back_as_it_was(tmp_path):
    UNTRAINED.save(tmp_path / "model")
    opened = open_model(tmp_path / "model")
    assert np.array_equal(opened.weights, UNTRAINED.weights)
    assert np.array_equal(opened.sureness, UNTRAINED.sureness)
    assert opened.threshold == UNTRAINED.threshold
    assert opened.card == {"trained_on": []}


def test_a_model_with_numbers_that_no_model_has_is_refused(tmp_path):
    from dataclasses import replace

    for wrong in (
        {"weights": np.full(len(UNTRAINED.weights), np.nan)},
        {"scales": np.zeros(len(UNTRAINED.scales))},
        {"weights": np.ones(3)},
        {"threshold": 1.5},
        {"usual_terms": np.array([5, 5], np.uint64), "usual_factors": np.ones(2)},
        {"usual_terms": np.array([5], np.uint64), "usual_factors": np.zeros(1)},
        {"usual_terms": np.array([5], np.uint64), "usual_factors": np.full(1, 1.5)},
        {"usual_terms": np.array([5], np.uint64), "usual_factors": np.ones(2)},
    ):
        with pytest.raises(ValueError):
            replace(UNTRAINED, **wrong)


KEY = b"a key of this very desk"


def test_a_signed_model_is_read_with_its_key_alone(tmp_path):
    UNTRAINED.save(tmp_path / "model", key=KEY)
    assert open_model(tmp_path / "model", key=KEY).threshold == UNTRAINED.threshold
    for key in (b"a key of another desk", KEY + b"."):
        with pytest.raises(FileForeign, match="not made by this desk"):
            open_model(tmp_path / "model", key=key)
    with pytest.raises(FileCorrupt):
        open_model(tmp_path / "model")


def test_an_unsigned_model_is_foreign_to_who_has_a_key(tmp_path):
    UNTRAINED.save(tmp_path / "model")
    assert open_model(tmp_path / "model").threshold == UNTRAINED.threshold
    with pytest.raises(FileForeign) as caught:
        open_model(tmp_path / "model", key=KEY)
    assert caught.value.code == "unknown_origin"


def test_every_changed_byte_of_a_signed_file_is_noticed(tmp_path):
    UNTRAINED.save(tmp_path / "model", key=KEY)
    whole = (tmp_path / "model").read_bytes()
    for place in [*range(160), *range(160, len(whole), 61)]:
        changed = bytearray(whole)
        changed[place] ^= 0x20
        (tmp_path / "model").write_bytes(bytes(changed))
        with pytest.raises((FileCorrupt, FileStale, FileForeign)):
            open_model(tmp_path / "model", key=KEY)


def test_a_short_key_signs_and_opens_nothing(tmp_path):
    with pytest.raises(ValueError, match="at least 16"):
        UNTRAINED.save(tmp_path / "model", key=b"short")
    assert list(tmp_path.iterdir()) == []
    UNTRAINED.save(tmp_path / "model", key=KEY)
    with pytest.raises(ValueError, match="at least 16"):
        open_model(tmp_path / "model", key=b"short")
