"""What the engine publishes, checked by Go's `sumdb/note` and `sumdb/tlog`."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from clearhall.engine.merkle import (
    Checkpoint,
    NoteSigner,
    TreeHead,
    bundle_entries,
    entry_path,
    leaf_hash,
    sign_note,
    tiles_of_tree,
)
from tests.engine.merkle.trees import MemoryLog
from tests.independent.golang import run_logcheck

SIGNER = NoteSigner("log.example/desk", Ed25519PrivateKey.from_private_bytes(b"1" * 32))


def publish(folder, sizes):
    """Write the public files of a log of the last size, and one checkpoint for each size."""
    entries = [f'{{"n":{n}}}'.encode() for n in range(sizes[-1])]
    log = MemoryLog()
    checkpoints = []
    for size in sizes:
        log.append([leaf_hash(entry) for entry in entries[log.frontier.size : size]])
        path = folder / f"checkpoint-{size}"
        path.write_text(sign_note(Checkpoint(SIGNER.name, log.frontier.head).text, [SIGNER]))
        checkpoints.append(path)
    for tile in tiles_of_tree(sizes[-1]):
        write(folder / tile.path, log.read(tile))
        if tile.level == 0:
            first = tile.index * 256
            bundle = bundle_entries(entries[first : first + tile.width])
            write(folder / entry_path(tile.index, tile.width), bundle)
    return checkpoints


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


@pytest.mark.parametrize(
    "sizes", [[1], [1, 2], [3, 7], [255, 256], [256, 257], [200, 512, 700], [70, 65_536, 66_000], [0, 300]]
)
def test_go_accepts_signatures_entries_inclusion_and_consistency(tmp_path, sizes):
    checkpoints = publish(tmp_path, sizes)
    size = sizes[-1]
    prove = sorted({0, size // 2, size - 1})
    checked = run_logcheck(tmp_path, key=SIGNER.verifier.key_text, checkpoints=checkpoints, prove=prove)
    expected = [f"signed {n}" for n in sizes]
    expected += [f"consistent {n} {size}" for n in sizes[:-1]]
    expected += [f"entries {size}", *(f"included {n}" for n in prove)]
    assert checked.stdout.splitlines() == expected
    assert checked.returncode == 0


def test_go_refuses_a_changed_entry_a_changed_tile_another_history_and_another_key(tmp_path):
    checkpoints = publish(tmp_path, [40, 300])
    bundle, tile = tmp_path / "tile/entries/000", tmp_path / "tile/0/001.p/44"

    def refusal(key=SIGNER.verifier.key_text, checkpoints=checkpoints):
        checked = run_logcheck(tmp_path, key=key, checkpoints=checkpoints, prove=[7])
        assert checked.returncode == 1
        return checked.stdout.splitlines()[-1]

    whole = bundle.read_bytes()
    bundle.write_bytes(whole.replace(b'{"n":7}', b'{"n":8}'))
    assert refusal() == "FAILED: entry 7 is not the one in the tree"
    bundle.write_bytes(whole)
    other = NoteSigner(SIGNER.name, Ed25519PrivateKey.from_private_bytes(b"2" * 32))
    assert "checkpoint-40" in refusal(key=other.verifier.key_text)
    forged = tmp_path / "forged"
    forged.write_text(sign_note(Checkpoint(SIGNER.name, TreeHead(40, leaf_hash(b"x"))).text, [SIGNER]))
    assert "does not lead to the newest" in refusal(checkpoints=[forged, checkpoints[1]])
    tile.write_bytes(tile.read_bytes()[::-1])
    assert refusal().startswith("FAILED")
