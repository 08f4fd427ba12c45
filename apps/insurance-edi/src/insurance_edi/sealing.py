"""Encrypts records with AES-256-SIV (RFC 5297) and reads the key from its file.

SIV needs no nonce: the same record under the same key gives the same bytes, so that a repeated
filing is seen to be the same one, and any altered bit is noticed. pycryptodome has it, the standard
library has no encryption at all.
"""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

# bandit takes PyCryptodome for PyCrypto, whose name it has and which nobody maintains.
from Crypto.Cipher import AES  # nosec B413

from insurance_edi.errors import BrokenSealError

KEY_BYTES = 64
"""Two AES-256 keys: one authenticates, one encrypts."""

SYNTHETIC_IV_BYTES = 16


@dataclass(frozen=True)
class Key:
    """A key, and the fingerprint under which answers and messages name it."""

    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """16 hexadecimal digits; they tell nothing about 64 random bytes."""
        return hashlib.sha256(b"kerp edi key\0" + self.secret).hexdigest()[:16]


def read_key(path: str) -> Key:
    """Returns the key that the file holds as 128 hexadecimal digits.

    Raises:
        ValueError: When the file cannot be read or holds something else; no message has any of it.
    """
    try:
        with Path(path).open("rb") as file:
            # One more than a key and a line end: a file of any size is refused after this much.
            content = file.read(2 * KEY_BYTES + 3)
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
    try:
        secret = bytes.fromhex(content.strip().decode("ascii"))
    except ValueError:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise ValueError("expected a file of 128 hexadecimal digits: openssl rand -hex 64")
    if secret[: KEY_BYTES // 2] == secret[KEY_BYTES // 2 :]:
        raise ValueError("both halves of the key are the same: openssl rand -hex 64 makes one")
    return Key(secret)


def seal(record: bytes, layout: str, key: Key) -> bytes:
    """Returns the synthetic IV, 16 bytes, and the encrypted record, as long as the record."""
    cipher = AES.new(key.secret, AES.MODE_SIV)
    cipher.update(layout.encode())
    encrypted, synthetic_iv = cipher.encrypt_and_digest(record)
    return bytes(synthetic_iv + encrypted)


def unseal(sealed: bytes, layout: str, key: Key) -> bytes:
    """Returns the record.

    Raises:
        BrokenSealError: When these bytes are not what `seal` returned for this layout and key.
    """
    cipher = AES.new(key.secret, AES.MODE_SIV)
    cipher.update(layout.encode())
    synthetic_iv, encrypted = sealed[:SYNTHETIC_IV_BYTES], sealed[SYNTHETIC_IV_BYTES:]
    try:
        return bytes(cipher.decrypt_and_verify(encrypted, synthetic_iv))
    except ValueError:
        raise BrokenSealError(
            f"the sealed record was altered, or is no record sealed with key {key.id}"
        ) from None
