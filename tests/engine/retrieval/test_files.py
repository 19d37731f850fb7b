import os

import numpy as np
import pytest

from clearhall.engine.retrieval import (
    UNTRAINED,
    FileCorrupt,
    FileStale,
    Finder,
    Index,
    open_index,
    open_model,
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
