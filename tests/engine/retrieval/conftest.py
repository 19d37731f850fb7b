"""Compile the kernels before the first test, so that no test is timed with the compiler."""

from clearhall.engine.retrieval import kernels  # noqa: F401
