"""What the portal holds: companies that behave in a certain way, and their invoices."""

import enum
from dataclasses import dataclass

MONTHS = tuple(f"{year}-{month:02}" for year in range(2020, 2040) for month in range(1, 13))
PAGE_SIZE = 2
LISTED = 5
"""Invoices of a company in each month."""
OTHER_COMPANY = "2208115881"


class Behaviour(enum.Enum):
    """What happens when invoices are listed. README.md tells which company has which."""

    ORDINARY = "5 invoices on 3 pages"
    NOTHING = "one page that says there is nothing"
    EUC_KR = "5 invoices on 3 pages in EUC-KR"
    ERROR_PAGE = "answers 503 with an error page"
    MAINTENANCE = "answers 200 with an error page, as portals do"
    ERROR_PAGE_ONCE = "answers 503 to the first listing of each month, then is ordinary"
    DROPPED = "closes the connection without an answer"
    SLOW = "begins the second page and never ends it"
    LOGGED_OUT = "asks for a login instead of the second page"
    FORBIDDEN = "is not shown to this user"
    BROKEN_CELL = "has 'n/a' for an amount on the second page"
    NO_TABLE = "has no table on the first page"
    WRONG_ENCODING = "says UTF-8 and writes EUC-KR"
    OVERSIZED = "one page of 64 MiB"
    LARGE = "one page of 3 MiB"
    ENDLESS = "every page links to another one"
    FOREIGN = "lists an invoice of another company on the second page"


NUMBERS = {
    "1010000017": Behaviour.NOTHING,
    "1010000021": Behaviour.EUC_KR,
    "1010000036": Behaviour.ERROR_PAGE,
    "1010000040": Behaviour.MAINTENANCE,
    "1010000055": Behaviour.ERROR_PAGE_ONCE,
    "1010000069": Behaviour.DROPPED,
    "1010000074": Behaviour.SLOW,
    "1010000088": Behaviour.LOGGED_OUT,
    "1010000093": Behaviour.FORBIDDEN,
    "1010000109": Behaviour.BROKEN_CELL,
    "1010000114": Behaviour.NO_TABLE,
    "1010000128": Behaviour.WRONG_ENCODING,
    "1010000133": Behaviour.OVERSIZED,
    "1010000147": Behaviour.ENDLESS,
    "1010000152": Behaviour.FOREIGN,
    "1010000166": Behaviour.LARGE,
}


@dataclass(frozen=True)
class Invoice:
    """One row, as the portal shows it."""

    number: int
    issue_date: str
    approval_number: str
    supplier: str
    buyer: str
    supply_amount: int
    tax_amount: int


def invoices(company: str, month: str, page: int, listed: int = LISTED) -> list[Invoice]:
    """Returns the rows of a page, the first being 1: always the same for the same company."""
    first = (page - 1) * PAGE_SIZE + 1
    last = min(page * PAGE_SIZE, listed)
    return [_invoice(company, month, number) for number in range(first, last + 1)]


def _invoice(company: str, month: str, number: int) -> Invoice:
    day = f"{month}-{number % 28 + 1:02}"
    # Every third one is a correction, with negative amounts.
    supply = -50_000 * number if number % 3 == 0 else 1_000_000 * number
    return Invoice(
        number=number,
        issue_date=day,
        approval_number=f"{day.replace('-', '')}-{company[2:]}-{number:08x}",
        supplier=company,
        buyer=OTHER_COMPANY,
        supply_amount=supply,
        tax_amount=supply // 10,
    )
