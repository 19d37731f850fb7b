"""Compile the kernels before the first test, so that no test is timed with the compiler."""

from clearhall.engine.similarity import kernels  # noqa: F401
