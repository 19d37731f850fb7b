"""Clearhall: the open desk where a city deals with online harm together with its people."""

__version__ = "0.1.0"
