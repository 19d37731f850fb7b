"""How the kernels of all packages are compiled. Imports numba, so only modules of kernels may import it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit


def compiled(*signatures: Any) -> Any:
    """Compile with numba's on-disk cache, or without it where no cache folder can be written."""

    def decorate(function: Callable[..., Any]) -> Any:
        try:
            return njit(list(signatures) or None, cache=True)(function)
        except (RuntimeError, OSError):  # "no locator available", read-only or full disk
            return njit(list(signatures) or None)(function)

    return decorate
