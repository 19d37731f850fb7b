"""The model files of this desk: where they lie, how they are written and opened. Signed with a key of this desk, or not read."""

import threading
from dataclasses import dataclass
from pathlib import Path

import structlog
from django.conf import settings

from clearhall.desk.lib.keys import models_key
from clearhall.engine.recognition import Model, RecognitionError, Task, load_model, save_model

log = structlog.get_logger("clearhall.recognition")

_Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Opened:
    """What was found at a model's place: the model, or why it is not used; neither where there is no file."""

    model: Model | None = None
    fault: Exception | None = None


class Shelf:
    """The place of one model; opened at the first question of a process and again when the file was replaced."""

    def __init__(self, name: str, tasks: frozenset[Task]) -> None:
        self.name, self.tasks = name, tasks
        self._lock = threading.Lock()
        self._stamp: _Stamp | None = None
        self._opened = Opened()

    @property
    def path(self) -> Path:
        return Path(settings.CLEARHALL.data_dir) / "models" / f"{self.name}.model"

    @property
    def card_path(self) -> Path:
        """The model card as a page, beside the model, for whoever runs the desk."""
        return self.path.with_suffix(".card.md")

    def model(self) -> Model | None:
        """The model in use; None without one, and for one that may not be used."""
        return self.opened().model

    def opened(self) -> Opened:
        stamp = _stamp_of(self.path)
        if stamp != self._stamp:
            with self._lock:
                if stamp != self._stamp:
                    self._opened, self._stamp = self._open(), stamp
        return self._opened

    def write(self, model: Model) -> None:
        """Put `model` in place of the one in use; every process takes it up with its next question. Raises OSError."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        save_model(self.path, model, key=models_key())
        self.card_path.write_text(model.card.to_markdown(), encoding="utf-8")

    def remove(self) -> bool:
        """Suggest nothing from now on. Returns False when there was no model."""
        existed = self.path.exists()
        self.path.unlink(missing_ok=True)
        self.card_path.unlink(missing_ok=True)
        return existed

    def _open(self) -> Opened:
        """The model, or a line in the operator's log when the file is of no use: from elsewhere, damaged, of another version or task."""
        try:
            model = load_model(self.path, key=models_key())
        except FileNotFoundError:
            return Opened()
        except (RecognitionError, OSError) as fault:
            log.warning("a model is not used", model=self.name, why=getattr(fault, "code", type(fault).__name__))
            return Opened(fault=fault)
        if model.task not in self.tasks:
            log.warning("a model is not used", model=self.name, why="other_task")
            return Opened(fault=OtherTask(model.task))
        return Opened(model)


class OtherTask(RecognitionError):
    """The file at this place answers another question."""

    code = "other_task"

    def __init__(self, task: Task) -> None:
        super().__init__(f"The model file is for another task: {task.value}.")


MESSAGES = Shelf("messages", frozenset({Task.MESSAGE_KIND}))
URLS = Shelf("urls", frozenset({Task.URL_HARM}))
SHELVES = {shelf.name: shelf for shelf in (MESSAGES, URLS)}


def shelf_for(task: Task) -> Shelf | None:
    """Where a model of this task belongs; None for one that no page asks."""
    return next((shelf for shelf in SHELVES.values() if task in shelf.tasks), None)


def _stamp_of(path: Path) -> _Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
