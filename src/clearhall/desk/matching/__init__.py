"""Which reports say the same: the near-duplicate index over all reports, kept true in every process, and what it answers.

The signatures lie in the reports' rows and are committed with them; everything else here is made from them and can be made again.
Matching suggests and counts. It stores no text and no table of its own, and a person decides what follows (charter R9).
"""
