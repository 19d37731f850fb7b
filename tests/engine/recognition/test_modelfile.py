import json
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from clearhall.engine.origin import signature_of
from clearhall.engine.recognition import (
    ModelCorrupt,
    ModelOutdated,
    UnknownOrigin,
    load_foreign_model,
    load_model,
    modelfile,
    recognise,
    save_model,
)

KEY = b"an invented key of this site"
OTHER_KEY = b"an invented key of another site"


@pytest.fixture
def path(tmp_path, kinds_model):
    path = tmp_path / "kinds.model"
    save_model(path, kinds_model, key=KEY)
    return path


def rewritten(path, key=None, **members):
    """The file with some members changed; signed again when a key is given."""
    with zipfile.ZipFile(path) as file:
        kept = {name: file.read(name) for name in file.namelist()}
    kept |= {name.replace("__", "."): data for name, data in members.items()}
    if key:
        kept["signature"] = signature_of(kept["header.json"], key=key)
    with zipfile.ZipFile(path, "w") as file:
        for name, data in kept.items():
            if data is not None:
                file.writestr(name, data)


def header_of(path):
    with zipfile.ZipFile(path) as file:
        return json.loads(file.read("header.json"))


def test_a_saved_model_answers_the_same_and_keeps_its_card(path, kinds_model):
    again = load_model(path, key=KEY)
    assert np.array_equal(again.weights, kinds_model.weights)
    assert again.card == kinds_model.card
    assert recognise(again, "请登录核实账户 http://a-verify.top") == recognise(
        kinds_model, "请登录核实账户 http://a-verify.top"
    )


def test_the_same_model_gives_the_same_bytes(path, tmp_path, kinds_model):
    save_model(tmp_path / "again", kinds_model, key=KEY)
    assert (tmp_path / "again").read_bytes() == path.read_bytes()


def test_the_arrays_are_plain_numpy_files(path):
    with np.load(path, allow_pickle=False) as arrays:
        assert arrays["weights"].shape[0] == arrays["rows"].shape[0]


def test_a_model_signed_elsewhere_is_of_unknown_origin(path):
    with pytest.raises(UnknownOrigin, match="unknown origin"):
        load_model(path, key=OTHER_KEY)


def test_a_model_without_a_signature_is_of_unknown_origin(path):
    rewritten(path, signature=None)
    with pytest.raises(UnknownOrigin):
        load_model(path, key=KEY)


def test_any_other_zip_is_of_unknown_origin(tmp_path):
    with zipfile.ZipFile(tmp_path / "x", "w") as file:
        file.writestr("hello.txt", "hello")
    with pytest.raises(UnknownOrigin):
        load_model(tmp_path / "x", key=KEY)


def test_a_changed_header_is_of_unknown_origin(path):
    header = header_of(path) | {"threshold": 0.0}
    rewritten(path, header__json=json.dumps(header).encode())
    with pytest.raises(UnknownOrigin):
        load_model(path, key=KEY)


def test_changed_weights_are_found(path):
    rewritten(path, weights__npy=modelfile._npy(np.zeros((1, 3), np.float32)))
    with pytest.raises(ModelCorrupt, match="weights was changed"):
        load_model(path, key=KEY)


def test_missing_weights_are_found(path):
    rewritten(path, weights__npy=None)
    with pytest.raises(ModelCorrupt):
        load_model(path, key=KEY)


@pytest.mark.parametrize("length", [0, 10, 500])
def test_a_file_cut_off_is_found(path, length):
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(ModelCorrupt, match="no zip file"):
        load_model(path, key=KEY)


def test_a_model_of_another_reader_is_outdated(path):
    rewritten(path, header__json=json.dumps(header_of(path) | {"reader": 999}).encode(), key=KEY)
    with pytest.raises(ModelOutdated, match="999"):
        load_model(path, key=KEY)


@pytest.mark.parametrize(
    "change",
    [{"classes": ["stance"]}, {"card": {}}, {"config": {"bits": 99, "costs": []}}, {"format": "x"}, {"owners": [0]}],
)
def test_a_signed_header_that_does_not_fit_is_refused(path, change):
    rewritten(path, header__json=json.dumps(header_of(path) | change).encode(), key=KEY)
    with pytest.raises(ModelCorrupt):
        load_model(path, key=KEY)


def test_a_short_key_is_refused(tmp_path, kinds_model):
    with pytest.raises(ValueError, match="at least 16"):
        save_model(tmp_path / "x", kinds_model, key=b"short")
    with pytest.raises(ValueError, match="at least 16"):
        load_model(tmp_path / "x", key=b"")


def test_a_folder_that_is_not_there_leaves_nothing_behind(tmp_path, kinds_model):
    with pytest.raises(OSError):
        save_model(tmp_path / "missing" / "x", kinds_model, key=KEY)
    assert list(tmp_path.iterdir()) == []


def test_a_foreign_model_is_read_whole_only_when_asked_for(path, kinds_model):
    again = load_foreign_model(path)
    assert np.array_equal(again.weights, kinds_model.weights)
    assert again.card == kinds_model.card


@pytest.mark.parametrize("change", [{"classes": ["stance"]}, {"card": []}, {"slopes": ["nan"]}, {"threshold": None}])
def test_a_foreign_model_that_does_not_fit_is_refused(path, change):
    rewritten(path, header__json=json.dumps(header_of(path) | change).encode())
    with pytest.raises(ModelCorrupt):
        load_foreign_model(path)


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_weights_that_are_no_numbers_are_refused(path, tmp_path, kinds_model, number):
    weights = kinds_model.weights.copy()
    weights[-1, 0] = number
    save_model(tmp_path / "x", replace(kinds_model, weights=weights), key=KEY)
    with pytest.raises(ModelCorrupt, match="no numbers"):
        load_model(tmp_path / "x", key=KEY)


def test_any_other_zip_is_no_foreign_model(tmp_path):
    with zipfile.ZipFile(tmp_path / "x", "w") as file:
        file.writestr("hello.txt", "hello")
    with pytest.raises(ModelCorrupt, match="no header"):
        load_foreign_model(tmp_path / "x")
