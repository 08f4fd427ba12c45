import datetime
from dataclasses import replace

import pytest

from tax_scraper.errors import InvalidRequestError, UnreadablePageError
from tax_scraper.invoice import TaxInvoice
from tax_scraper.listing import Listing

LISTING = Listing("1234567891", "2026-01", "agent")
INVOICE = TaxInvoice(
    approval_number="202601164100001210a3f2c1",
    issue_date=datetime.date(2026, 1, 16),
    supplier_business_number="1234567891",
    buyer_business_number="1248100998",
    supply_amount=1_000_000,
    tax_amount=100_000,
)

NO_NUMBER = "business_number: expected 10 digits without hyphens"
NO_PERIOD = "period: expected a month as YYYY-MM"
NO_REFERENCE = "credential_ref: expected 1 to 63 of a-z, 0-9 and '-', not first a '-'"


@pytest.mark.parametrize(
    ("business_number", "period", "credential_ref", "message"),
    [
        ("123-45-67891", "2026-01", "agent", NO_NUMBER),
        ("1234567891", "2026-13", "agent", NO_PERIOD),
        ("1234567891", "2026-1", "agent", NO_PERIOD),
        ("1234567891", "2026-01-01", "agent", NO_PERIOD),
        (
            "1234567891",
            "2026-01",
            "../agent",
            NO_REFERENCE,
        ),
        (
            "",
            "",
            "",
            f"{NO_NUMBER}; {NO_PERIOD}; {NO_REFERENCE}",
        ),
    ],
)
def test_names_every_wrong_field(
    business_number: str, period: str, credential_ref: str, message: str
) -> None:
    with pytest.raises(InvalidRequestError) as error:
        Listing(business_number, period, credential_ref)
    assert str(error.value) == message


def test_accepts_what_was_asked_for() -> None:
    bought = replace(
        INVOICE, supplier_business_number="1248100998", buyer_business_number="1234567891"
    )
    LISTING.check([])
    LISTING.check([INVOICE, bought])


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (
            replace(INVOICE, supplier_business_number="2208115881"),
            "row 2: an invoice of another company",
        ),
        (
            replace(INVOICE, issue_date=datetime.date(2026, 2, 1)),
            "row 2: an invoice of another month",
        ),
    ],
)
def test_refuses_what_was_not(other: TaxInvoice, message: str) -> None:
    with pytest.raises(UnreadablePageError) as error:
        LISTING.check([INVOICE, other])
    assert str(error.value) == message
