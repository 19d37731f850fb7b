"""Reach the compiled kernels late: importing the package must not cost numba's import (about half a second)."""

from __future__ import annotations

from functools import cache
from types import ModuleType


@cache
def hash_kernels() -> ModuleType:
    """The kernels of PDQ hashing and of its index; the first call imports numba and loads or compiles them."""
    from clearhall.engine.pictures import hash_kernels as module  # noqa: PLC0415 (late on purpose)

    return module


@cache
def landmark_kernels() -> ModuleType:
    """The kernels of landmarks and of their index."""
    from clearhall.engine.pictures import landmark_kernels as module  # noqa: PLC0415 (late on purpose)

    return module
