"""Keeps resident registration numbers (주민등록번호) out of logs, wherever they stand."""

import re
from collections.abc import Mapping

from structlog.typing import EventDict, WrappedLogger

# Birth date YYMMDD, then the digit of sex and century and six more. Runs of more digits, such as
# the approval numbers of tax invoices, stay readable.
RESIDENT_NUMBER = re.compile(
    r"(?<!\d)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ -]?\d{7}(?!\d)"
)
MASK = "******-*******"


def mask_resident_numbers(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replaces each resident number in the event's keys and values; a structlog processor."""
    return {_mask_text(str(key)): _mask(value) for key, value in event.items()}


def _mask(value: object) -> object:
    match value:
        case None | bool() | float():
            return value
        case int():
            masked = _mask_text(str(value))
            return masked if masked == MASK else value
        case Mapping():
            return {_mask_text(str(key)): _mask(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_mask(item) for item in value]
        case str():
            return _mask_text(value)
        case _:
            # The renderer would write the repr of any other object: write it here, masked.
            return _mask_text(repr(value))


def _mask_text(text: str) -> str:
    return RESIDENT_NUMBER.sub(MASK, text)
