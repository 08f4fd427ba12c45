"""Which invoices are wanted, and whether a page has them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields

from tax_scraper import credentials, invoice
from tax_scraper.errors import InvalidRequestError, UnreadablePageError
from tax_scraper.invoice import TaxInvoice

ACCEPTED = {
    "business_number": (invoice.BUSINESS_NUMBER, "expected 10 digits without hyphens"),
    "period": (re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII), "expected a month as YYYY-MM"),
    "credential_ref": (
        credentials.REFERENCE,
        "expected 1 to 63 of a-z, 0-9 and '-', not first a '-'",
    ),
}


@dataclass(frozen=True)
class Listing:
    """One company's invoices of one month, and the credential to ask with.

    Raises:
        InvalidRequestError: When a field is not as ACCEPTED says.
    """

    business_number: str
    period: str
    credential_ref: str

    def __post_init__(self) -> None:
        problems = [
            f"{field.name}: {ACCEPTED[field.name][1]}"
            for field in fields(self)
            if not ACCEPTED[field.name][0].fullmatch(getattr(self, field.name))
        ]
        if problems:
            raise InvalidRequestError("; ".join(problems))

    def check(self, invoices: Sequence[TaxInvoice]) -> None:
        """Refuses invoices that were not asked for: a mixed-up session must not reach the books.

        Raises:
            UnreadablePageError: When one is of another company or month.
        """
        for row, listed in enumerate(invoices, start=1):
            parties = (listed.supplier_business_number, listed.buyer_business_number)
            if self.business_number not in parties:
                raise UnreadablePageError(f"row {row}: an invoice of another company")
            if not listed.issue_date.isoformat().startswith(self.period):
                raise UnreadablePageError(f"row {row}: an invoice of another month")
