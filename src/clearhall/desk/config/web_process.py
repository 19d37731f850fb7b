"""The web application as a process of its own serves it: with the memory collector told what stays."""

import gc

from clearhall.desk.config.wsgi import application

__all__ = ["application"]

# What is loaded by now stays until the end, so the collector need not walk through it again and again; and a batch of reports
# makes so many values at once that the usual threshold costs it a sixth of its time.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 10, 10)
