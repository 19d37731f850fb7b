"""The model file of this desk: where it lies, how it is written and opened. Signed with a key of this desk, or not read."""

import threading
from pathlib import Path

import structlog
from django.conf import settings

from clearhall.desk.lib.keys import ensure_secret
from clearhall.engine.recognition import Model, RecognitionError, load_model, save_model

log = structlog.get_logger("clearhall.recognition")

_Stamp = tuple[int, int, int]


def model_path() -> Path:
    return Path(settings.CLEARHALL.data_dir) / "models" / "messages.model"


def card_path() -> Path:
    """The model card as a page, beside the model, for whoever runs the desk."""
    return model_path().with_suffix(".card.md")


def write_model(model: Model) -> None:
    """Put `model` in place of the one in use; every process takes it up with its next question. Raises OSError."""
    path = model_path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    save_model(path, model, key=_key())
    card_path().write_text(model.card.to_markdown(), encoding="utf-8")


def remove_model() -> bool:
    """Suggest nothing from now on. Returns False when there was no model."""
    existed = model_path().exists()
    model_path().unlink(missing_ok=True)
    card_path().unlink(missing_ok=True)
    return existed


class _InUse:
    """The model of this process; opened at the first question and again when its file was replaced."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stamp: _Stamp | None = None
        self._model: Model | None = None

    def model(self) -> Model | None:
        stamp = _stamp()
        if stamp != self._stamp:
            with self._lock:
                if stamp != self._stamp:
                    self._model, self._stamp = _opened(), stamp
        return self._model


IN_USE = _InUse()


def _stamp() -> _Stamp | None:
    try:
        found = model_path().stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _opened() -> Model | None:
    """The model, or None, with a line in the log, when it is of no use: a file from elsewhere, a damaged one, one of another version."""
    try:
        return load_model(model_path(), key=_key())
    except FileNotFoundError:
        return None
    except (RecognitionError, OSError) as fault:
        log.warning("model of messages is not used", why=getattr(fault, "code", type(fault).__name__))
        return None


def _key() -> bytes:
    return ensure_secret(Path(settings.CLEARHALL.data_dir) / "keys" / "models.key")
