import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from clearhall.engine.merkle import (
    BadCheckpoint,
    BadNote,
    Checkpoint,
    NoteSigner,
    NoteVerifier,
    TreeHead,
    leaf_hash,
    open_note,
    parse_checkpoint,
    parse_verifier_key,
    sign_note,
)

# The example printed in C2SP signed-note: a verifier key and a note it verifies.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE_SIGNATURE = (
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
EXAMPLE_NOTE = f"This is an example message.\n\n{EXAMPLE_SIGNATURE}"

SIGNER = NoteSigner("log.example/desk", Ed25519PrivateKey.from_private_bytes(b"1" * 32))
OTHER = NoteSigner("witness.example", Ed25519PrivateKey.from_private_bytes(b"2" * 32))
CHECKPOINT = Checkpoint("log.example/desk", TreeHead(20_852_163, leaf_hash(b"")))


def test_the_example_of_the_standard_opens():
    opened = open_note(EXAMPLE_NOTE, [parse_verifier_key(EXAMPLE_KEY)])
    assert opened.text == "This is an example message.\n"
    assert opened.signed_by == ("example.com/foo",)
    assert parse_verifier_key(EXAMPLE_KEY).key_text == EXAMPLE_KEY


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=8), max_size=5))
def test_what_is_signed_opens_as_it_was_also_with_empty_lines_in_it(lines):
    text = "".join(f"{line}\n" for line in ["first", *lines])
    note = sign_note(text, [SIGNER, OTHER])
    assert open_note(note.encode(), [SIGNER.verifier, OTHER.verifier]).signed_by == (SIGNER.name, OTHER.name)
    assert open_note(note, [OTHER.verifier]).text == text


@given(st.integers(0, len(EXAMPLE_NOTE.encode()) - 1), st.integers(1, 255))
def test_a_note_with_any_byte_changed_does_not_open(position, change):
    data = bytearray(EXAMPLE_NOTE.encode())
    data[position] ^= change
    with pytest.raises(BadNote):
        open_note(bytes(data), [parse_verifier_key(EXAMPLE_KEY)])


def test_unknown_signatures_are_ignored_but_a_wrong_one_of_a_known_key_refuses_the_note():
    note = sign_note("text\n", [SIGNER, OTHER])
    assert open_note(note, [SIGNER.verifier]).signed_by == (SIGNER.name,)
    stranger = NoteSigner(SIGNER.name, OTHER.private_key)  # our name, another key
    assert open_note(note + stranger.signature_line("text\n"), [SIGNER.verifier]).signed_by == (SIGNER.name,)
    forged = sign_note("text\n", [OTHER]) + SIGNER.signature_line("another text\n")
    with pytest.raises(BadNote, match="wrong"):
        open_note(forged, [SIGNER.verifier, OTHER.verifier])
    with pytest.raises(BadNote, match="No trusted key"):
        open_note(note, [])


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        "\n\n",
        "text\n",
        "text\n\n",
        "text",
        f"text\n{EXAMPLE_SIGNATURE}",
        EXAMPLE_NOTE[:-1],
        EXAMPLE_NOTE.replace("—", "-"),
        EXAMPLE_NOTE + "\n",
        EXAMPLE_NOTE + "more\n",
        EXAMPLE_NOTE.replace("\n", "\r\n"),
        EXAMPLE_NOTE.replace("This", "\x00This"),
        EXAMPLE_NOTE.replace("aQM=", "aQN="),
        "text\n\n— a+b AAAAAAA=\n",
        "text\n\n—  AAAAAAA=\n",
        "text\n\n— name AAAA\n",
        "text\n\n" + EXAMPLE_SIGNATURE * 101,
        "x" * 1_000_001,
        "\ud800" + EXAMPLE_NOTE,
        b"\xff" + EXAMPLE_NOTE.encode(),
    ],
)
def test_malformed_notes_are_refused(note):
    with pytest.raises(BadNote):
        open_note(note, [parse_verifier_key(EXAMPLE_KEY)])


@pytest.mark.parametrize("text", ["no newline", "", "a\x07bell\n", "\ud800\n", "x" * 1_000_001 + "\n"])
def test_a_text_that_cannot_be_a_note_is_not_signed(text):
    with pytest.raises(BadNote):
        sign_note(text, [SIGNER])


@pytest.mark.parametrize("name", ["", "two words", "a+b", "tab\t", "wide\u3000space", "line\n"])
def test_a_key_name_has_no_spaces_and_no_plus(name):
    with pytest.raises(BadNote):
        NoteVerifier(name, b"k" * 32)


@pytest.mark.parametrize(
    "key_text",
    [
        "",
        "a",
        "a+b",
        "a+b+c",
        EXAMPLE_KEY[:-1],
        EXAMPLE_KEY.replace("530d", "530e"),
        EXAMPLE_KEY.replace("foo", "bar"),
        "example.com/foo+530d903a+" + base64.b64encode(b"\x02" + b"k" * 32).decode(),
        "a+00000000+AQ==",
    ],
)
def test_a_verifier_key_that_contradicts_itself_is_refused(key_text):
    with pytest.raises(BadNote):
        parse_verifier_key(key_text)


def test_a_checkpoint_is_written_and_read_back():
    assert CHECKPOINT.text == "log.example/desk\n20852163\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n"
    assert parse_checkpoint(CHECKPOINT.text) == CHECKPOINT
    with_more = Checkpoint("log", TreeHead(0, leaf_hash(b"")), ("one more line",))
    assert parse_checkpoint(with_more.text) == with_more


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\n\n\n",
        "log\n1\n",
        CHECKPOINT.text[:-1],
        CHECKPOINT.text + "\n",
        "\n" + CHECKPOINT.text,
        CHECKPOINT.text.replace("20852163", "020852163"),
        CHECKPOINT.text.replace("20852163", "-1"),
        CHECKPOINT.text.replace("20852163", "+1"),
        CHECKPOINT.text.replace("20852163", "٣"),
        CHECKPOINT.text.replace("20852163", str(2**63)),
        CHECKPOINT.text.replace("20852163", "9" * 5000),
        CHECKPOINT.text.replace("oB0=", "oB1="),
        CHECKPOINT.text.replace("bjQL", "bj L"),
        CHECKPOINT.text.replace("bjQL", ""),
    ],
)
def test_malformed_checkpoints_are_refused(text):
    with pytest.raises(BadCheckpoint):
        parse_checkpoint(text)


@pytest.mark.parametrize(
    "checkpoint",
    [
        Checkpoint("", CHECKPOINT.head),
        Checkpoint("two\nlines", CHECKPOINT.head),
        Checkpoint("log", TreeHead(-1, b"x" * 32)),
        Checkpoint("log", TreeHead(1, b"short")),
        Checkpoint("log", CHECKPOINT.head, ("",)),
    ],
)
def test_a_checkpoint_that_could_not_be_read_back_is_not_written(checkpoint):
    with pytest.raises(BadCheckpoint):
        _ = checkpoint.text
