import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearhall.engine.merkle import (
    BadProof,
    BadTile,
    TreeHead,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
)
from tests.engine.merkle.trees import RFC_LEAVES, MemoryLog, mth, some_leaves

LEAVES = some_leaves(700)
LOG = MemoryLog()
LOG.append(LEAVES)
SIZES = st.one_of(st.integers(0, 20), st.sampled_from([63, 64, 65, 255, 256, 257, 511, 512, 513, 699, 700]))


def path(index, leaves):
    """PATH of RFC 6962 section 2.1.1 word for word."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if index < k:
        return [*path(index, leaves[:k]), mth(leaves[k:])]
    return [*path(index - k, leaves[k:]), mth(leaves[:k])]


def subproof(old, leaves, whole):
    """SUBPROOF of RFC 6962 section 2.1.2 word for word."""
    if old == len(leaves):
        return [] if whole else [mth(leaves)]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if old <= k:
        return [*subproof(old, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(old - k, leaves[k:], False), mth(leaves[:k])]


def head(size):
    return TreeHead(size, root_of(LEAVES[:size]))


def test_every_leaf_of_every_small_tree_has_the_proof_of_the_definition():
    for size in range(1, 41):
        for index in range(size):
            proof = inclusion_proof(index, size, LOG.read)
            assert list(proof) == path(index, LEAVES[:size])
            check_inclusion(LEAVES[index], index, head(size), proof)


def test_every_pair_of_small_trees_has_the_proof_of_the_definition():
    for new in range(41):
        for old in range(new + 1):
            proof = consistency_proof(old, new, LOG.read)
            assert list(proof) == (subproof(old, LEAVES[:new], True) if old else [])
            check_consistency(head(old), head(new), proof)


def test_the_examples_printed_in_the_standard_come_out():
    """RFC 6962 section 2.1.3: seven leaves, audit paths of d0, d3, d4, d6 and proofs from 3, 4 and 6 leaves."""
    a, b, c, d, e, f, j = (leaf_hash(entry) for entry in RFC_LEAVES[:7])
    g, h, i = mth([a, b]), mth([c, d]), mth([e, f])
    k, m = mth([a, b, c, d]), mth([e, f, j])
    log = MemoryLog()
    log.append([a, b, c, d, e, f, j])
    assert inclusion_proof(0, 7, log.read) == (b, h, m)
    assert inclusion_proof(3, 7, log.read) == (c, g, m)
    assert inclusion_proof(4, 7, log.read) == (f, j, k)
    assert inclusion_proof(6, 7, log.read) == (i, k)
    assert consistency_proof(3, 7, log.read) == (c, d, g, m)
    assert consistency_proof(4, 7, log.read) == (m,)
    assert consistency_proof(6, 7, log.read) == (i, j, k)


@settings(max_examples=150, deadline=None)
@given(SIZES, st.data())
def test_an_inclusion_proof_holds_for_its_leaf_and_for_no_other(size, data):
    if size == 0:
        with pytest.raises(BadProof):
            inclusion_proof(0, 0, LOG.read)
        return
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, LOG.read)
    check_inclusion(LEAVES[index], index, head(size), proof)
    other = data.draw(st.integers(0, size))
    if other != index:
        with pytest.raises(BadProof):
            check_inclusion(LEAVES[index], other, head(size), proof)
        with pytest.raises(BadProof):
            check_inclusion(LEAVES[other], index, head(size), proof)
    for changed in damaged(proof, data):
        with pytest.raises(BadProof):
            check_inclusion(LEAVES[index], index, head(size), changed)


@settings(max_examples=150, deadline=None)
@given(SIZES, SIZES, st.data())
def test_a_consistency_proof_holds_for_its_two_trees_and_for_no_others(one, two, data):
    old, new = sorted((one, two))
    proof = consistency_proof(old, new, LOG.read)
    check_consistency(head(old), head(new), proof)
    forged = TreeHead(old, leaf_hash(b"another history"))
    with pytest.raises(BadProof):
        check_consistency(forged, head(new), proof)
    if old > 0:
        with pytest.raises(BadProof):
            check_consistency(head(old), TreeHead(new, leaf_hash(b"another future")), proof)
    for changed in damaged(proof, data):
        with pytest.raises(BadProof):
            check_consistency(head(old), head(new), changed)
    if old < new:
        with pytest.raises(BadProof):
            consistency_proof(new, old, LOG.read)
        with pytest.raises(BadProof):
            check_consistency(head(new), head(old), proof)


def damaged(proof, data):
    """The proof too long, too short, and with one hash another."""
    yield [*proof, leaf_hash(b"more")]
    yield [*proof, *proof, *([leaf_hash(b"more")] * 200)]
    if proof:
        yield proof[:-1]
        yield proof[1:]
        spoilt = list(proof)
        place = data.draw(st.integers(0, len(proof) - 1))
        spoilt[place] = bytes([spoilt[place][0] ^ 1]) + spoilt[place][1:]
        yield spoilt
        spoilt[place] = proof[place][:31]
        yield spoilt


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (5, 5), (6, 5)])
def test_a_leaf_that_is_not_there_cannot_be_proved(index, size):
    with pytest.raises(BadProof):
        inclusion_proof(index, size, LOG.read)
    with pytest.raises(BadProof):
        check_inclusion(LEAVES[0], index, head(size), [])


def test_a_tile_of_the_wrong_length_is_named():
    with pytest.raises(BadTile, match=r"tile/0/000\.p/5"):
        inclusion_proof(0, 5, lambda tile: b"x" * 32)
    with pytest.raises(BadTile):
        inclusion_proof(0, 5, lambda tile: b"x" * 33)


def test_a_proof_for_a_part_of_the_tree_does_not_pass_for_the_whole():
    """The root of the first four leaves, claimed to be the root of eight: the hashes join up, only the length tells."""
    claimed = TreeHead(8, head(4).root)
    with pytest.raises(BadProof, match="short"):
        check_inclusion(LEAVES[0], 0, claimed, inclusion_proof(0, 4, LOG.read))
    with pytest.raises(BadProof, match="short"):
        check_consistency(head(2), claimed, consistency_proof(2, 4, LOG.read))
