"""Compile the kernels before the first test, so that no test is timed with the compiler."""

from clearhall.engine.pictures import hash_kernels, landmark_kernels  # noqa: F401
