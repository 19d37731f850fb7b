"""The append-only record of what was done, as a Merkle tree that outsiders can verify (charter R11).

This feature owns the entries, the right edge of the tree, its full tiles, and the checkpoints in which the desk signs
what the tree was. It knows nothing of cases or reports: a subject is a text here, and an entry outlives what it names.
What is written here is public. It holds ids and names of fields and states, never what a person wrote.
"""
