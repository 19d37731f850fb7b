"""Model files: plain arrays and a JSON header in a zip (an `.npz` without pickle), signed by the site that made them."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from clearhall.engine.origin import check_key, is_signed, signature_of
from clearhall.engine.recognition.calibration import Calibration, Floats
from clearhall.engine.recognition.cards import ModelCard
from clearhall.engine.recognition.errors import ModelCorrupt, ModelOutdated, UnknownOrigin
from clearhall.engine.recognition.labels import Kind
from clearhall.engine.recognition.models import Model
from clearhall.engine.recognition.types import READER_VERSION, STRUCTURE_FEATURES, Config, Task

FORMAT = "clearhall-recogniser-1"
_LARGEST_MEMBER = 1 << 30  # bytes: a small zip that unfolds into more is an attack
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same model gives the same bytes
_ARRAYS = ("rows", "usual", "weights")
_MOST_BITS = 24


def save_model(path: str | os.PathLike[str], model: Model, *, key: bytes) -> None:
    """Write the model whole or not at all.

    Args:
        key: this site's secret, >= 16 bytes; only files signed with it are loaded again.

    Raises:
        ValueError: the key is too short.
        OSError: the disk is full or not writable; no partial file stays.
    """
    check_key(key)
    kept = np.flatnonzero(np.any(model.weights != 0, axis=1)).astype("<i4")
    arrays = {
        "rows": _npy(kept),
        "usual": _npy(model.usual.astype("<f4")),
        "weights": _npy(model.weights[kept].astype("<f4")),
    }
    header = json.dumps(_header(model, arrays), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    members = {"header.json": header, "signature": signature_of(header, key=key)}
    members |= {f"{name}.npy": data for name, data in arrays.items()}
    _write(Path(path), members)


def load_model(path: str | os.PathLike[str], *, key: bytes) -> Model:
    """Read a model that was saved with the same key.

    The signature is checked first, then every byte; nothing of a file from elsewhere is looked at further.

    Raises:
        UnknownOrigin: no signature, or not by this key.
        ModelCorrupt: cut off, changed, no model.
        ModelOutdated: made by another version of the reader.
        FileNotFoundError: there is none.
    """
    check_key(key)
    members = _members(Path(path))
    header = members.get("header.json")
    if header is None or not is_signed(header, members.get("signature", b""), key=key):
        raise UnknownOrigin
    return _model_of(header, members)


def load_foreign_model(path: str | os.PathLike[str]) -> Model:
    """Read a model whoever signed it. Only for a person who decided to trust the file: everything but its origin is checked.

    Nothing of the file is ever run, only numbers and names are read; its classes must stand on the closed list.

    Raises:
        ModelCorrupt, ModelOutdated, FileNotFoundError: as `load_model`.
    """
    members = _members(Path(path))
    if "header.json" not in members:
        raise ModelCorrupt("it has no header")
    return _model_of(members["header.json"], members)


def _model_of(header: bytes, members: dict[str, bytes]) -> Model:
    try:
        return _model(json.loads(header), members)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError) as error:
        raise ModelCorrupt(f"{type(error).__name__} in it") from error


def _header(model: Model, arrays: dict[str, bytes]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "reader": READER_VERSION,
        "task": model.task.value,
        "version": model.version,
        "seed": model.seed,
        "config": asdict(model.config),
        "classes": [kind.value for kind in model.classes],
        "owners": model.owners.tolist(),
        "slopes": model.calibration.slopes.tolist(),
        "offsets": model.calibration.offsets.tolist(),
        "leans": model.leans.tolist(),
        "threshold": model.threshold,
        "card": model.card.as_dict(),
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in arrays.items()},
    }


def _model(header: dict[str, Any], members: dict[str, bytes]) -> Model:
    if header["format"] != FORMAT:
        raise ModelCorrupt("it is in another format")
    if header["reader"] != READER_VERSION:
        raise ModelOutdated(found=header["reader"], wanted=READER_VERSION)
    for name in _ARRAYS:
        if hashlib.sha256(members.get(f"{name}.npy", b"")).hexdigest() != header["sha256"][name]:
            raise ModelCorrupt(f"{name} was changed")
    config = Config(**header["config"] | {"costs": tuple(header["config"]["costs"])})
    classes, owners = tuple(map(Kind, header["classes"])), np.array(header["owners"], np.int64)
    return Model(
        task=Task(header["task"]),
        version=str(header["version"]),
        seed=int(header["seed"]),
        config=config,
        classes=classes,
        owners=owners,
        weights=_weights(members, config, len(owners)),
        calibration=Calibration(_by_class(header["slopes"], classes), _by_class(header["offsets"], classes)),
        leans=_by_class(header["leans"], classes),
        usual=_usual(members),
        threshold=float(header["threshold"]),
        card=ModelCard.from_dict(header["card"]),
    )


def _by_class(numbers: list[float], classes: tuple[Kind, ...]) -> Floats:
    found = np.array(numbers, np.float64)
    if found.shape != (len(classes),) or not np.isfinite(found).all():
        raise ModelCorrupt("its figures by class do not fit")
    return found


def _weights(members: dict[str, bytes], config: Config, columns: int) -> NDArray[np.float32]:
    if not 1 <= config.bits <= _MOST_BITS:
        raise ModelCorrupt("it has too many features")
    rows, kept = _array(members["rows.npy"]), _array(members["weights.npy"])
    weights = np.zeros((STRUCTURE_FEATURES + (1 << config.bits) + 1, columns), np.float32)
    if kept.shape != (len(rows), columns) or (len(rows) and not 0 <= int(rows.min()) <= int(rows.max()) < len(weights)):
        raise ModelCorrupt("its weights do not fit its header")
    if not np.isfinite(kept).all():
        raise ModelCorrupt("some of its weights are no numbers")
    weights[rows] = kept
    return weights


def _usual(members: dict[str, bytes]) -> NDArray[np.float32]:
    usual = _array(members["usual.npy"]).astype(np.float32)
    if usual.shape != (STRUCTURE_FEATURES,):
        raise ModelCorrupt("its structure features do not fit")
    return usual


def _npy(array: NDArray[Any]) -> bytes:
    out = io.BytesIO()
    npy.write_array(out, np.ascontiguousarray(array), allow_pickle=False)
    return out.getvalue()


def _array(data: bytes) -> NDArray[Any]:
    return np.asarray(npy.read_array(io.BytesIO(data), allow_pickle=False))


def _members(path: Path) -> dict[str, bytes]:
    wanted = {"header.json", "signature", *(f"{name}.npy" for name in _ARRAYS)}
    try:
        with zipfile.ZipFile(path) as file:
            infos = [info for info in file.infolist() if info.filename in wanted]
            if any(info.file_size > _LARGEST_MEMBER for info in infos):
                raise ModelCorrupt("it is too large")
            return {info.filename: file.read(info) for info in infos}
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise ModelCorrupt("it is no zip file, or cut off") from error


def _write(target: Path, members: dict[str, bytes]) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
                for member, data in members.items():
                    info = zipfile.ZipInfo(member, _EPOCH)
                    info.compress_type = zipfile.ZIP_DEFLATED
                    packed.writestr(info, data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
