"""Reach the compiled kernels late: importing the package must not cost numba's import (about half a second)."""

from __future__ import annotations

from functools import cache
from types import ModuleType


@cache
def kernels() -> ModuleType:
    """The kernels; the first call imports numba and loads or compiles them."""
    from clearhall.engine.retrieval import kernels as module  # noqa: PLC0415 (late on purpose)

    return module
