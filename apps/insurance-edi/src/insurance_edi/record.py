"""Writes a filing as one fixed-width CP949 record and reads it back. Pure: no connection, no clock.

Positions are bytes counted from 1, as the insurers' layout tables count them; a Hangul syllable
takes two.
"""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from insurance_edi.errors import InvalidFilingError, UnreadableRecordError
from insurance_edi.filing import Filing

LAYOUT = "kerp-filing-1"
"""Name and version of FIELDS; a change of any position makes a new version."""

ENCODING = "cp949"
DELETE = 0x7F
DIGITS = re.compile(r"\d+", re.ASCII)
COMPACT_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)


def _date(text: str) -> datetime.date:
    match = COMPACT_DATE.fullmatch(text)
    try:
        if match:
            year, month, day = map(int, match.groups())
            return datetime.date(year, month, day)
    except ValueError:
        pass
    raise ValueError("expected a date that exists, as YYYYMMDD")


def _number(text: str) -> int:
    if not DIGITS.fullmatch(text):
        raise ValueError("expected digits, with zeros in front")
    return int(text)


@dataclass(frozen=True)
class Field:
    """One field of the record: `width` bytes from `start`, both in bytes, the first being 1."""

    name: str
    start: int
    width: int
    text: Callable[[Filing], str]
    value: Callable[[str], object] = str
    """The value that the text stands for; raises ValueError when it stands for none."""
    numeric: bool = False

    @property
    def place(self) -> str:
        """The field as messages name it."""
        return f"{self.name} (bytes {self.start}-{self.start + self.width - 1})"


FIELDS = (
    Field("scheme", 1, 1, lambda filing: filing.scheme.value),
    Field("kind", 2, 1, lambda filing: filing.kind.value),
    Field("workplace_business_number", 3, 10, lambda filing: filing.workplace_business_number),
    Field("employee_name", 13, 30, lambda filing: filing.employee_name),
    Field("resident_number", 43, 13, lambda filing: filing.resident_number),
    Field("effective_date", 56, 8, lambda f: f.effective_date.isoformat().replace("-", ""), _date),
    Field("monthly_wage", 64, 12, lambda f: str(f.monthly_wage), _number, numeric=True),
)
WIDTH = 75
PLACES = {field.name: field.place for field in FIELDS}


def checked(values: Mapping[str, object]) -> Filing:
    """Returns the filing that has these values.

    Raises:
        InvalidFilingError: When a value is missing or wrong.
    """
    try:
        return Filing.model_validate(values)
    except ValidationError as error:
        raise InvalidFilingError(_explained(error)) from None


def encode(filing: Filing) -> bytes:
    """Returns the record: text left-aligned with spaces, numbers right-aligned with zeros.

    Raises:
        InvalidFilingError: When a value is too long for its field or has characters that CP949
            lacks.
    """
    written: list[bytes] = []
    problems: list[str] = []
    for field in FIELDS:
        try:
            written.append(_written(field, field.text(filing)))
        except ValueError as error:
            problems.append(f"{field.place}: {error}")
    if problems:
        raise InvalidFilingError("; ".join(problems))
    return b"".join(written)


def decode(record: bytes) -> Filing:
    """Returns the filing whose record this is: encoding it gives the same bytes.

    Raises:
        UnreadableRecordError: When the record is too short or too long, or a field holds what
            `encode` would not have written.
    """
    if len(record) != WIDTH:
        raise UnreadableRecordError(f"the record has {len(record)} bytes, {LAYOUT} has {WIDTH}")
    values: dict[str, object] = {}
    problems: list[str] = []
    for field in FIELDS:
        try:
            values[field.name] = field.value(_text(field, record))
        except ValueError as error:
            problems.append(f"{field.place}: {error}")
    if problems:
        raise UnreadableRecordError("; ".join(problems))
    try:
        return Filing.model_validate(values)
    except ValidationError as error:
        raise UnreadableRecordError(_explained(error)) from None


def _written(field: Field, text: str) -> bytes:
    try:
        value = text.encode(ENCODING)
    except UnicodeEncodeError as error:
        raise ValueError(
            f"character {error.start + 1} is not in CP949, the records' encoding"
        ) from None
    _refuse_control_characters(value)
    if len(value) > field.width:
        raise ValueError(f"takes {len(value)} bytes in CP949, and the field has {field.width}")
    return value.rjust(field.width, b"0") if field.numeric else value.ljust(field.width)


def _text(field: Field, record: bytes) -> str:
    first = field.start - 1
    value = record[first : first + field.width]
    _refuse_control_characters(value)
    try:
        return value.decode(ENCODING).rstrip(" ")
    except UnicodeDecodeError as error:
        position = field.start + error.start
        raise ValueError(f"byte {position} begins no character of CP949") from None


def _refuse_control_characters(value: bytes) -> None:
    if any(byte < ord(" ") or byte == DELETE for byte in value):
        raise ValueError("holds a control character")


def _explained(error: ValidationError) -> str:
    """Returns every wrong field with its position and what is accepted, never its value."""
    return "; ".join(
        f"{PLACES[str(detail['loc'][0])]}: {detail['msg'].removeprefix('Value error, ')}"
        for detail in error.errors(include_url=False, include_input=False, include_context=False)
    )
