"""How the kernels of all packages are compiled. Imports numba, so only modules of kernels may import it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit


def compiled(*signatures: Any, nogil: bool = False) -> Any:
    """Compile with numba's on-disk cache, or without it where no cache folder can be written.

    `nogil`: other threads run meanwhile; only for kernels whose arrays nobody else writes.
    """

    def decorate(function: Callable[..., Any]) -> Any:
        try:
            return njit(list(signatures) or None, cache=True, nogil=nogil)(function)
        except (RuntimeError, OSError):  # "no locator available", read-only or full disk
            return njit(list(signatures) or None, nogil=nogil)(function)

    return decorate
