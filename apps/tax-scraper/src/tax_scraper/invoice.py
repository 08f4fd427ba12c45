"""One tax invoice, and how the portal writes each of its values."""

import datetime
import re
from dataclasses import dataclass

APPROVAL_NUMBER = re.compile(r"\d{8}[0-9A-Za-z]{16}", re.ASCII)
BUSINESS_NUMBER = re.compile(r"\d{10}", re.ASCII)
DATE = re.compile(r"(\d{4})([-./]?)(\d{2})\2(\d{2})", re.ASCII)
# 18 digits at most, which fit the 64 bits of the answer.
WON = re.compile(r"-?(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,18})", re.ASCII)


@dataclass(frozen=True)
class TaxInvoice:
    """An issued electronic tax invoice. Amounts are won; a correcting invoice has negative ones."""

    approval_number: str
    issue_date: datetime.date
    supplier_business_number: str
    buyer_business_number: str
    supply_amount: int
    tax_amount: int


def approval_number(text: str) -> str:
    """Returns the 24 characters of an approval number (승인번호) without hyphens."""
    number = text.replace("-", "")
    if not APPROVAL_NUMBER.fullmatch(number):
        raise ValueError("expected 24 characters that begin with a date")
    return number


def business_number(text: str) -> str:
    """Returns the 10 digits of a business registration number (사업자등록번호)."""
    number = text.replace("-", "")
    if not BUSINESS_NUMBER.fullmatch(number):
        raise ValueError("expected 10 digits such as 123-45-67891")
    return number


def date(text: str) -> datetime.date:
    """Returns the day that the text names: 2026-01-16, 2026.01.16, 2026/01/16 or 20260116."""
    match = DATE.fullmatch(text)
    if not match:
        raise ValueError("expected a date such as 2026-01-16")
    year, _, month, day = match.groups()
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError("expected a date that exists") from None


def won(text: str) -> int:
    """Returns an amount of whole won: 1100000, 1,100,000 or -1,100,000."""
    if not WON.fullmatch(text):
        raise ValueError("expected whole won such as 1,100,000 or -50,000")
    return int(text.replace(",", ""))
