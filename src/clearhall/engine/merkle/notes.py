"""Signed notes: text that stands above one or more signatures (C2SP signed-note), with Ed25519 keys."""

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from clearhall.engine.merkle.types import BadNote

MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 100
"""C2SP signed-note asks for a limit of 16 or more; Go's sumdb/note stops at 100 and at a million bytes too."""

_ED25519 = b"\x01"  # the signature type of C2SP signed-note for plain Ed25519
_DASH = "— "  # em dash and space open every signature line


@dataclass(frozen=True, slots=True)
class NoteVerifier:
    """A public key under a name. `public_key` is 32 bytes (RFC 8032).

    Raises BadNote when the name is empty or holds spaces or a plus sign, or the key is not one.
    """

    name: str
    public_key: bytes

    def __post_init__(self) -> None:
        if not _is_key_name(self.name):
            raise BadNote("A key name is not empty and has no spaces, control characters or plus signs")
        if len(self.public_key) != 32:
            raise BadNote("An Ed25519 public key has 32 bytes")

    @property
    def key_id(self) -> bytes:
        """Four bytes that, with the name, say which key signed: a label, not a fingerprint to trust."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public_key).digest()[:4]

    @property
    def key_text(self) -> str:
        """The verifier key as it is handed out: `name+id+key`."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(_ED25519 + self.public_key).decode()}"

    def accepts(self, text: str, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class NoteSigner:
    """A private key under a name."""

    name: str
    private_key: Ed25519PrivateKey

    @property
    def verifier(self) -> NoteVerifier:
        return NoteVerifier(self.name, self.private_key.public_key().public_bytes_raw())

    def signature_line(self, text: str) -> str:
        signature = self.verifier.key_id + self.private_key.sign(text.encode())
        return f"{_DASH}{self.name} {base64.b64encode(signature).decode()}\n"


@dataclass(frozen=True, slots=True)
class OpenedNote:
    """A note that a trusted key signed: its text with the last newline, and the names of the keys that did."""

    text: str
    signed_by: tuple[str, ...]


def parse_verifier_key(key_text: str) -> NoteVerifier:
    """The key that `NoteVerifier.key_text` wrote. Raises BadNote when it is not one of ours or contradicts itself."""
    try:
        name, key_id, encoded = key_text.split("+", 2)
        key = _decode(encoded)
    except ValueError:
        raise BadNote("A verifier key reads name+id+key") from None
    if key[:1] != _ED25519:
        raise BadNote("The verifier key is not an Ed25519 key")
    verifier = NoteVerifier(name, key[1:])
    if key_id != verifier.key_id.hex():
        raise BadNote("The id in the verifier key does not belong to its name and key")
    return verifier


def sign_note(text: str, signers: Sequence[NoteSigner]) -> str:
    """The text with a signature line of each signer below it.

    Raises:
        BadNote: the text does not end in a newline, cannot be written as UTF-8, or holds control characters.
    """
    _check_text(text)
    if not text.endswith("\n"):
        raise BadNote("The text of a note ends in a newline")
    return text + "\n" + "".join(signer.signature_line(text) for signer in signers)


def open_note(note: str | bytes, trusted: Iterable[NoteVerifier]) -> OpenedNote:
    """Give the text of a note once a trusted key is seen to have signed it.

    Signatures of unknown keys are ignored; a wrong signature of a trusted key refuses the whole note.

    Raises:
        BadNote: malformed, too long, forged, or signed by nobody trusted.
    """
    text, lines = _split_note(_check_text(note))
    keys = {(verifier.name, verifier.key_id): verifier for verifier in trusted}
    signed_by: list[str] = []
    for line in lines:
        name, key_id, signature = _parse_signature(line)
        verifier = keys.get((name, key_id))
        if verifier is None:
            continue
        if not verifier.accepts(text, signature):
            raise BadNote(f"The signature of {name} is wrong")
        if name not in signed_by:
            signed_by.append(name)
    if not signed_by:
        raise BadNote("No trusted key has signed this note")
    return OpenedNote(text, tuple(signed_by))


def _split_note(note: str) -> tuple[str, list[str]]:
    """Text and signature lines, parted at the last empty line."""
    split = note.rfind("\n\n")
    if split < 0 or not note.endswith("\n"):
        raise BadNote("A note is text, an empty line, and signature lines")
    lines = note[split + 2 :].split("\n")[:-1]
    if not 1 <= len(lines) <= MAX_SIGNATURES:
        raise BadNote(f"A note has 1 to {MAX_SIGNATURES} signatures")
    return note[: split + 1], lines


def _parse_signature(line: str) -> tuple[str, bytes, bytes]:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    try:
        signature = _decode(encoded)
    except ValueError:
        signature = b""
    if not line.startswith(_DASH) or not _is_key_name(name) or len(signature) < 5:
        raise BadNote("A line below the text is not a signature")
    return name, signature[:4], signature[4:]


def _check_text(note: str | bytes) -> str:
    """The note as text, or BadNote."""
    try:
        text = note.decode() if isinstance(note, bytes) else note
        size = len(text.encode())
    except UnicodeError:
        raise BadNote("A note is written in UTF-8") from None
    if size > MAX_NOTE_BYTES:
        raise BadNote(f"A note has at most {MAX_NOTE_BYTES} bytes")
    if re.search(r"[\x00-\x09\x0b-\x1f]", text):
        raise BadNote("A note has no control characters but the newline")
    return text


def _is_key_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(char.isspace() or char < " " for char in name)


def _decode(encoded: str) -> bytes:
    """Standard base64 in its one spelling. Raises ValueError for anything else."""
    try:
        data = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise ValueError("not base64") from None
    if base64.b64encode(data).decode() != encoded:
        raise ValueError("not the canonical base64")
    return data
