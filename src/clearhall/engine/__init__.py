"""Matching, extraction, calendars and proofs as a pure library.

Nothing here knows Django, a database, the network, or a clock or randomness of its own: what a function needs,
it is given. Same input, same output, on every machine. Import a part by name: `from clearhall.engine import merkle`.
"""
