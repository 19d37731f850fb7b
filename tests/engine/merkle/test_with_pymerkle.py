"""The same trees in pymerkle, written by others: roots and inclusion paths must agree."""

import pytest

from clearhall.engine.merkle import inclusion_proof, leaf_hash
from tests.engine.merkle.trees import MemoryLog

pymerkle = pytest.importorskip("pymerkle", reason="pymerkle is not installed: trees are not compared with it")

ENTRIES = [f"entry {n}".encode() for n in range(530)]


def test_roots_and_inclusion_paths_agree_with_pymerkle():
    theirs, ours = pymerkle.InmemoryTree(algorithm="sha256"), MemoryLog()
    for size, entry in enumerate(ENTRIES, start=1):
        theirs.append_entry(entry)
        ours.append([leaf_hash(entry)])
        assert theirs.get_root() == ours.frontier.root
        if size in (1, 2, 3, 7, 8, 255, 256, 257, 512, 530):
            for index in {0, size // 3, size // 2, size - 1}:
                proof = theirs.prove_inclusion(index + 1, size)
                assert tuple(proof.path[1:]) == inclusion_proof(index, size, ours.read)
                pymerkle.verify_inclusion(leaf_hash(ENTRIES[index]), ours.frontier.root, proof)
