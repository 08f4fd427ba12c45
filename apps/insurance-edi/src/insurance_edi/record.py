"""Writes a filing as one fixed-width CP949 record. Pure: a filing in, bytes out.

Positions are bytes counted from 1, as the insurers' layout tables count them; a Hangul syllable
takes two.
"""

from collections.abc import Callable
from dataclasses import dataclass

from insurance_edi.filing import Filing

LAYOUT = "kerp-filing-1"
"""Name and version of FIELDS; a change of any position makes a new version."""

ENCODING = "cp949"


class UnfitFieldError(ValueError):
    """A value does not fit its field; the message has the field's name and position."""


@dataclass(frozen=True)
class Field:
    """One field of the record: `width` bytes from `start`, both in bytes, the first being 1."""

    name: str
    start: int
    width: int
    text: Callable[[Filing], str]
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
    Field("effective_date", 56, 8, lambda filing: filing.effective_date.strftime("%Y%m%d")),
    Field("monthly_wage", 64, 12, lambda filing: str(filing.monthly_wage), numeric=True),
)
WIDTH = 75


def encode(filing: Filing) -> bytes:
    """Returns the record: text left-aligned with spaces, numbers right-aligned with zeros.

    Raises:
        UnfitFieldError: When a value is too long for its field or has characters that CP949 lacks.
    """
    return b"".join(_written(field, field.text(filing)) for field in FIELDS)


def _written(field: Field, text: str) -> bytes:
    try:
        value = text.encode(ENCODING)
    except UnicodeEncodeError as error:
        raise UnfitFieldError(
            f"{field.place}: character {error.start + 1} is not in CP949, the records' encoding"
        ) from None
    if any(byte < ord(" ") for byte in value):
        raise UnfitFieldError(f"{field.place}: holds a control character")
    if len(value) > field.width:
        raise UnfitFieldError(
            f"{field.place}: takes {len(value)} bytes in CP949, and the field has {field.width}"
        )
    return value.rjust(field.width, b"0") if field.numeric else value.ljust(field.width)
