from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insurance_edi.errors import BrokenSealError
from insurance_edi.sealing import Key, read_key, seal, unseal

KEY = Key(bytes(range(64)))
RECORD = (Path(__file__).parent / "records" / "national-pension-acquisition.record").read_bytes()
SEALED = seal(RECORD, "kerp-filing-1", KEY)
BROKEN = "the sealed record was altered, or is no record sealed with key 76f9da2ec7c02949"


def test_seals_to_the_same_bytes_in_every_release() -> None:
    assert SEALED.hex() == (
        "190f364959a440e8a0777dc14b5a48bb"
        "187492c1215f668a54e3b9c5d0da321da694fa0087a112a8f64750c18a71f69ce07cf5696776"
        "09476ae82153d108862829fc1dc110d09fae68cdebb8fab0912221ca771cd5973a5b1b6257"
    )


@given(st.binary(max_size=200), st.text(), st.binary(min_size=64, max_size=64))
def test_unseals_what_it_sealed(record: bytes, layout: str, secret: bytes) -> None:
    sealed = seal(record, layout, Key(secret))
    assert len(sealed) == 16 + len(record)
    assert unseal(sealed, layout, Key(secret)) == record


@given(st.integers(0, len(SEALED) * 8 - 1))
def test_notices_any_flipped_bit(bit: int) -> None:
    altered = int.from_bytes(SEALED) ^ (1 << bit)
    with pytest.raises(BrokenSealError, match=f"^{BROKEN}$"):
        unseal(altered.to_bytes(len(SEALED)), "kerp-filing-1", KEY)


@pytest.mark.parametrize(
    ("sealed", "layout", "key"),
    [
        pytest.param(SEALED[:-1], "kerp-filing-1", KEY, id="cut"),
        pytest.param(SEALED[:15], "kerp-filing-1", KEY, id="shorter than the synthetic IV"),
        pytest.param(b"", "kerp-filing-1", KEY, id="empty"),
        pytest.param(SEALED + b"\0", "kerp-filing-1", KEY, id="longer"),
        pytest.param(SEALED, "kerp-filing-2", KEY, id="another layout"),
        pytest.param(SEALED, "kerp-filing-1", Key(bytes(range(1, 65))), id="another key"),
    ],
)
def test_refuses_what_was_not_sealed_so(sealed: bytes, layout: str, key: Key) -> None:
    with pytest.raises(BrokenSealError):
        unseal(sealed, layout, key)


def test_a_key_is_named_by_its_fingerprint_and_never_shown() -> None:
    assert KEY.id == "76f9da2ec7c02949"
    assert repr(KEY) == "Key()"


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_reads_a_key_file(tmp_path: Path, ending: str) -> None:
    file = tmp_path / "key"
    file.write_bytes((KEY.secret.hex() + ending).encode())
    assert read_key(str(file)) == KEY


FORM = "expected a file of 128 hexadecimal digits: openssl rand -hex 64"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", FORM, id="empty"),
        pytest.param(KEY.secret, FORM, id="raw bytes"),
        pytest.param(b"00" * 63 + b"0", FORM, id="a digit short"),
        pytest.param(KEY.secret.hex().encode() + b"00", FORM, id="a byte long"),
        pytest.param(b"correct horse battery staple", FORM, id="a passphrase"),
        pytest.param("가".encode() * 64, FORM, id="no ASCII"),
        pytest.param(b"00" * 10_000_000, FORM, id="a large file"),
        pytest.param(
            b"00" * 64,
            "both halves of the key are the same: openssl rand -hex 64 makes one",
            id="zeros",
        ),
    ],
)
def test_refuses_what_is_no_key(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "key"
    file.write_bytes(content)
    with pytest.raises(ValueError, match=f"^{message}$"):
        read_key(str(file))


def test_says_why_the_file_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="^cannot be read: Is a directory$"):
        read_key(str(tmp_path))
    with pytest.raises(ValueError, match="^cannot be read: No such file or directory$"):
        read_key(str(tmp_path / "missing"))
