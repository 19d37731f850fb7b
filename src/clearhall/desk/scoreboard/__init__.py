"""Public statistics: what is reported, what became of it, how fast.

Only numbers that may be published are kept here (charter R12).
"""
