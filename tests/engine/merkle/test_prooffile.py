import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from clearhall.engine.merkle import (
    BadCheckpoint,
    BadNote,
    BadProof,
    Checkpoint,
    NoteSigner,
    ProofFile,
    inclusion_proof,
    leaf_hash,
    parse_proof_file,
    sign_note,
)
from tests.engine.merkle.trees import MemoryLog

SIGNER = NoteSigner("log.example", Ed25519PrivateKey.from_private_bytes(b"1" * 32))
ENTRIES = [f"entry {n}".encode() for n in range(300)]


def proof_file(index):
    log = MemoryLog()
    log.append([leaf_hash(entry) for entry in ENTRIES])
    note = sign_note(Checkpoint("log.example", log.frontier.head).text, [SIGNER])
    return ProofFile(index, inclusion_proof(index, 300, log.read), note)


@pytest.mark.parametrize("index", [0, 1, 255, 256, 299])
def test_a_proof_file_convinces_somebody_who_has_only_the_entry_and_the_key(index):
    read = parse_proof_file(proof_file(index).text)
    assert read == proof_file(index)
    checkpoint = read.check(ENTRIES[index], origin="log.example", trusted=[SIGNER.verifier])
    assert checkpoint.head.size == 300


def test_it_convinces_nobody_of_another_entry_log_or_key():
    read = proof_file(7)
    with pytest.raises(BadProof):
        read.check(ENTRIES[8], origin="log.example", trusted=[SIGNER.verifier])
    with pytest.raises(BadCheckpoint):
        read.check(ENTRIES[7], origin="other.example", trusted=[SIGNER.verifier])
    with pytest.raises(BadNote):
        read.check(ENTRIES[7], origin="log.example", trusted=[])


def test_an_extra_line_is_passed_over():
    text = proof_file(7).text.replace("@v1\n", "@v1\nextra AAAA\n")
    assert parse_proof_file(text) == proof_file(7)


@pytest.mark.parametrize(
    "damage",
    [
        lambda t: "",
        lambda t: t.replace("@v1", "@v2"),
        lambda t: t.replace("index 7", "index 07"),
        lambda t: t.split("\n\n")[0],
        lambda t: t.replace("index 7\n", ""),
        lambda t: t.replace("index 7\n", "index 7\nAAAA\n"),
        lambda t: t.replace("index 7\n", "index 7\n" + "A" * 43 + "=\n" * 400),
    ],
)
def test_a_damaged_file_is_refused(damage):
    with pytest.raises(BadProof):
        parse_proof_file(damage(proof_file(7).text))
