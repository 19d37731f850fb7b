"""Handing work to the background worker, always after the commit of what caused it."""

from functools import partial
from typing import Any

from django.db import transaction
from django.utils.module_loading import import_string


def enqueue_after_commit(task: str, *arguments: Any) -> None:
    """Queue the task with the dotted name `task` once the caller's transaction is saved; arguments are plain JSON values.

    By name, because the jobs of a feature stand above its effects.
    """
    transaction.on_commit(partial(_enqueue, task, *arguments))


def _enqueue(task: str, *arguments: Any) -> None:
    import_string(task).enqueue(*arguments)
