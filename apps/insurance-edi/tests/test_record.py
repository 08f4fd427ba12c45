import datetime
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insurance_edi.errors import InvalidFilingError, UnreadableRecordError
from insurance_edi.filing import Filing, FilingKind, Scheme
from insurance_edi.record import FIELDS, WIDTH, checked, decode, encode

RECORDS = sorted((Path(__file__).parent / "records").glob("*.record"))


def test_the_fields_fill_the_record_without_gap_or_overlap() -> None:
    position = 1
    for field in FIELDS:
        assert field.start == position, field.name
        position += field.width
    assert position == WIDTH + 1


def test_the_golden_records_are_of_every_scheme_and_kind() -> None:
    filings = [decode(record.read_bytes()) for record in RECORDS]
    every = [(scheme, kind) for scheme in Scheme for kind in FilingKind]
    assert sorted(filings_key(filing) for filing in filings) == sorted(
        (scheme.value, kind.value) for scheme, kind in every
    )


def filings_key(filing: Filing) -> tuple[str, str]:
    return filing.scheme.value, filing.kind.value


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_writes_and_reads_the_golden_record(record: Path) -> None:
    fields = json.loads(record.with_suffix(".json").read_text(encoding="utf-8"))
    assert encode(checked(fields)) == record.read_bytes()
    assert decode(record.read_bytes()) == checked(fields)


@pytest.mark.parametrize(
    ("changes", "record"),
    [
        pytest.param(
            {},
            "111234567891홍길동                        900101123456820260116000002500000",
            id="Hangul counts two bytes a syllable",
        ),
        pytest.param(
            {"scheme": "4", "kind": "2", "employee_name": "Kim Minji", "monthly_wage": 0},
            "421234567891Kim Minji                     900101123456820260116000000000000",
            id="Latin letters, no wage",
        ),
        pytest.param(
            {"employee_name": "똠방각하", "monthly_wage": 999_999_999_999},
            "111234567891똠방각하                      900101123456820260116999999999999",
            id="a syllable that CP949 has and EUC-KR lacks, the highest wage",
        ),
        pytest.param(
            {"effective_date": "0999-01-01"},
            "111234567891홍길동                        900101123456809990101000002500000",
            id="a year of three digits",
        ),
    ],
)
def test_writes_one_record(fields: dict[str, Any], changes: dict[str, Any], record: str) -> None:
    encoded = encode(checked({**fields, **changes}))
    assert encoded.decode("cp949") == record
    assert len(encoded) == WIDTH


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param(
            {"employee_name": "가" * 16},
            "employee_name (bytes 13-42): takes 32 bytes in CP949, and the field has 30",
            id="long name",
        ),
        pytest.param(
            {"employee_name": "홍길🙂"},
            "employee_name (bytes 13-42): character 3 is not in CP949, the records' encoding",
            id="character without a code",
        ),
        pytest.param(
            {"employee_name": "홍\n길동"},
            "employee_name (bytes 13-42): holds a control character",
            id="line end inside the record",
        ),
        pytest.param(
            {"monthly_wage": 1_000_000_000_000},
            "monthly_wage (bytes 64-75): takes 13 bytes in CP949, and the field has 12",
            id="high wage",
        ),
        pytest.param(
            {"employee_name": "\x7f", "monthly_wage": 10**12},
            "employee_name (bytes 13-42): holds a control character;"
            " monthly_wage (bytes 64-75): takes 13 bytes in CP949, and the field has 12",
            id="every field that does not fit",
        ),
        pytest.param(
            {"kind": "3", "resident_number": "900101-1234568"},
            "kind (bytes 2-2): Input should be '1' or '2';"
            " resident_number (bytes 43-55): expected 13 digits without a hyphen",
            id="every wrong value, none of them repeated",
        ),
    ],
)
def test_says_which_field_does_not_fit(
    fields: dict[str, Any], changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidFilingError) as error:
        encode(checked({**fields, **changes}))
    assert str(error.value) == message


GOOD = "111234567891홍길동                        900101123456820260116000002500000".encode("cp949")


def changed(position: int, value: bytes) -> bytes:
    """The good record with other bytes from a position on, which counts from 1."""
    return GOOD[: position - 1] + value + GOOD[position - 1 + len(value) :]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        pytest.param(b"", "the record has 0 bytes, kerp-filing-1 has 75", id="empty"),
        pytest.param(GOOD[:-1], "the record has 74 bytes, kerp-filing-1 has 75", id="cut"),
        pytest.param(GOOD + b"\n", "the record has 76 bytes, kerp-filing-1 has 75", id="line end"),
        pytest.param(
            GOOD * 50_000,
            "the record has 3750000 bytes, kerp-filing-1 has 75",
            id="several records, oversized",
        ),
        pytest.param(
            GOOD.decode("cp949").encode(),
            "the record has 78 bytes, kerp-filing-1 has 75",
            id="UTF-8",
        ),
        pytest.param(
            changed(1, b"53"),
            "scheme (bytes 1-1): Input should be '1', '2', '3' or '4';"
            " kind (bytes 2-2): Input should be '1' or '2'",
            id="codes that do not exist",
        ),
        pytest.param(
            changed(12, b"2"),
            "workplace_business_number (bytes 3-12):"
            " the check digit does not fit: one of the 10 digits is wrong",
            id="business number",
        ),
        pytest.param(
            changed(19, b"\xc8\xff"),
            "employee_name (bytes 13-42): byte 19 begins no character of CP949",
            id="half a syllable inside",
        ),
        pytest.param(
            changed(42, b"\xc8"),
            "employee_name (bytes 13-42): byte 42 begins no character of CP949",
            id="half a syllable at the end",
        ),
        pytest.param(
            changed(20, b"\n"),
            "employee_name (bytes 13-42): holds a control character",
            id="line end inside",
        ),
        pytest.param(
            changed(13, b" " * 30),
            "employee_name (bytes 13-42): String should have at least 1 character",
            id="no name",
        ),
        pytest.param(
            changed(13, b" "),
            "employee_name (bytes 13-42): byte 18 begins no character of CP949",
            id="a space takes the first half of a syllable",
        ),
        pytest.param(
            changed(13, b"  "),
            "employee_name (bytes 13-42): begins or ends with a space",
            id="name further right",
        ),
        pytest.param(
            changed(55, b"7"),
            "resident_number (bytes 43-55):"
            " the check digit does not fit: one of the 13 digits is wrong",
            id="resident number, not repeated",
        ),
        pytest.param(
            changed(56, b"20260230"),
            "effective_date (bytes 56-63): expected a date that exists, as YYYYMMDD",
            id="a day that does not exist",
        ),
        pytest.param(
            changed(56, b"2026-1-1"),
            "effective_date (bytes 56-63): expected a date that exists, as YYYYMMDD",
            id="a date in another form",
        ),
        pytest.param(
            changed(64, b" " * 11),
            "monthly_wage (bytes 64-75): expected digits, with zeros in front",
            id="spaces before a number",
        ),
        pytest.param(
            changed(56, b"20261316-0000250000"),
            "effective_date (bytes 56-63): expected a date that exists, as YYYYMMDD;"
            " monthly_wage (bytes 64-75): expected digits, with zeros in front",
            id="every unreadable field",
        ),
    ],
)
def test_says_what_it_cannot_read(record: bytes, message: str) -> None:
    with pytest.raises(UnreadableRecordError) as error:
        decode(record)
    assert str(error.value) == message


@given(st.binary(min_size=WIDTH, max_size=WIDTH) | st.binary())
def test_reads_any_bytes_or_refuses_them(record: bytes) -> None:
    with suppress(UnreadableRecordError):
        assert encode(decode(record)) == record


@given(st.integers(0, WIDTH - 1), st.integers(0, 255))
def test_reads_any_changed_record_or_refuses_it(at: int, byte: int) -> None:
    record = GOOD[:at] + bytes([byte]) + GOOD[at + 1 :]
    with suppress(UnreadableRecordError):
        assert encode(decode(record)) == record


def business_number(nine: int) -> str:
    digits = [int(digit) for digit in f"{nine:09}"]
    weights = (1, 3, 7, 1, 3, 7, 1, 3, 5)
    total = sum(digit * weight for digit, weight in zip(digits, weights, strict=True))
    return f"{nine:09}{-(total + digits[8] * 5 // 10) % 10}"


def resident_number(birth: datetime.date, six: int) -> str:
    # Of a man born in 1900 to 1999, or in 2000 to 2099.
    first = f"{birth:%y%m%d}{1 if birth.year < 2000 else 3}{six % 100_000:05}"
    total = sum(
        int(digit) * weight
        for digit, weight in zip(first, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), strict=True)
    )
    return f"{first}{(11 - total % 11) % 10}"


def fits(name: str) -> bool:
    return name == name.strip() != "" and len(name.encode("cp949")) <= 30


FILINGS = st.fixed_dictionaries(
    {
        "scheme": st.sampled_from(Scheme),
        "kind": st.sampled_from(FilingKind),
        "workplace_business_number": st.integers(0, 999_999_999).map(business_number),
        "employee_name": st.text(
            st.characters(codec="cp949", exclude_categories=["Cc"]), min_size=1, max_size=30
        ).filter(fits),
        "resident_number": st.builds(
            resident_number,
            st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)),
            st.integers(0, 99_999),
        ),
        "effective_date": st.dates(),
        "monthly_wage": st.integers(0, 999_999_999_999),
    }
).map(Filing.model_validate)


@given(FILINGS)
def test_reads_back_whatever_it_writes(filing: Filing) -> None:
    record = encode(filing)
    assert len(record) == WIDTH
    assert decode(record) == filing


@given(
    st.fixed_dictionaries(
        {},
        optional={field.name: st.none() | st.text() | st.integers() for field in FIELDS},
    )
)
def test_writes_any_values_or_refuses_them(values: dict[str, Any]) -> None:
    with suppress(InvalidFilingError):
        assert len(encode(checked(values))) == WIDTH
