"""The model files of this desk: where they lie, how they are written and opened. Signed with a key of this desk, or not read."""

import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import structlog
from django.conf import settings

from clearhall.desk.lib.keys import models_key
from clearhall.engine.recognition import Model, RecognitionError, Task, load_model, save_model
from clearhall.engine.retrieval import Model as Ranker
from clearhall.engine.retrieval import RetrievalError, open_model

log = structlog.get_logger("clearhall.recognition")

_Stamp = tuple[int, int, int]
M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Opened(Generic[M]):
    """What was found at a model's place: the model, or why it is not used; neither where there is no file."""

    model: M | None = None
    fault: Exception | None = None


class Shelf(ABC, Generic[M]):
    """The place of one model; opened at the first question of a process and again when the file was replaced."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = threading.Lock()
        self._stamp: _Stamp | None = None
        self._opened: Opened[M] = Opened()

    @property
    def path(self) -> Path:
        return Path(settings.CLEARHALL.data_dir) / "models" / f"{self.name}.model"

    def model(self) -> M | None:
        """The model in use; None without one, and for one that may not be used."""
        return self.opened().model

    def opened(self) -> Opened[M]:
        stamp = _stamp_of(self.path)
        if stamp != self._stamp:
            with self._lock:
                if stamp != self._stamp:
                    self._opened, self._stamp = self._open(), stamp
        return self._opened

    def write(self, model: M) -> None:
        """Put `model` in place of the one in use; every process takes it up with its next question. Raises OSError."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._save(model)

    def remove(self) -> bool:
        """Suggest nothing from now on. Returns False when there was no model."""
        existed = self.path.exists()
        self.path.unlink(missing_ok=True)
        return existed

    def _open(self) -> Opened[M]:
        """The model, or a line in the operator's log when the file is of no use: from elsewhere, damaged, of another version or task."""
        try:
            return Opened(self._load())
        except FileNotFoundError:
            return Opened()
        except (RecognitionError, RetrievalError, OSError) as fault:
            log.warning("a model is not used", model=self.name, why=getattr(fault, "code", type(fault).__name__))
            return Opened(fault=fault)

    @abstractmethod
    def _load(self) -> M:
        """The model in the file. Raises FileNotFoundError, and RecognitionError or RetrievalError for a file of no use."""

    @abstractmethod
    def _save(self, model: M) -> None: ...


class Recogniser(Shelf[Model]):
    """A model that recognises something, for the questions `tasks`, with its card as a page beside it."""

    def __init__(self, name: str, tasks: frozenset[Task]) -> None:
        super().__init__(name)
        self.tasks = tasks

    @property
    def card_path(self) -> Path:
        """The model card as a page, beside the model, for whoever runs the desk."""
        return self.path.with_suffix(".card.md")

    def remove(self) -> bool:
        self.card_path.unlink(missing_ok=True)
        return super().remove()

    def _load(self) -> Model:
        model = load_model(self.path, key=models_key())
        if model.task not in self.tasks:
            raise OtherTask(model.task)
        return model

    def _save(self, model: Model) -> None:
        save_model(self.path, model, key=models_key())
        self.card_path.write_text(model.card.to_markdown(), encoding="utf-8")


class RankerShelf(Shelf[Ranker]):
    """The model that orders published fact-checks; its card is in the file."""

    def _load(self) -> Ranker:
        return open_model(self.path, key=models_key())

    def _save(self, model: Ranker) -> None:
        model.save(self.path, key=models_key())


class OtherTask(RecognitionError):
    """The file at this place answers another question."""

    code = "other_task"

    def __init__(self, task: Task) -> None:
        super().__init__(f"The model file is for another task: {task.value}.")


MESSAGES = Recogniser("messages", frozenset({Task.MESSAGE_KIND}))
URLS = Recogniser("urls", frozenset({Task.URL_HARM}))
CLAIMS = RankerShelf("claims")
RECOGNISERS = (MESSAGES, URLS)
SHELVES: dict[str, Recogniser | RankerShelf] = {shelf.name: shelf for shelf in (*RECOGNISERS, CLAIMS)}


def shelf_for(task: Task) -> Recogniser | None:
    """Where a model of this task belongs; None for one that no page asks."""
    return next((shelf for shelf in RECOGNISERS if task in shelf.tasks), None)


def _stamp_of(path: Path) -> _Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
