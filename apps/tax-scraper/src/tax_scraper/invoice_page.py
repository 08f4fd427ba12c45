"""Reads a listing page of tax invoices. Pure: bytes in, invoices out.

selectolax (Lexbor) repairs broken markup by the rules that browsers follow, so a page is read as
the portal's users see it; lxml's parser is of HTML 4, larger, and has no type information.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from tax_scraper import invoice
from tax_scraper.errors import UnreadablePageError
from tax_scraper.invoice import TaxInvoice
from tax_scraper.page_text import decode

MAX_BYTES = 2 * 1024 * 1024
"""Of a page; a page of 100 invoices has some 100 KB."""

SHOWN = 40
"""Characters of a cell that a message repeats."""


@dataclass(frozen=True)
class InvoicePage:
    """What one page lists. `next_page` is the link as the page states it, empty on the last one."""

    invoices: tuple[TaxInvoice, ...]
    next_page: str


@dataclass(frozen=True)
class Column:
    """A column by the heading that the portal gives it."""

    heading: str
    field: str
    read: Callable[[str], Any]


COLUMNS = (
    Column("승인번호", "approval_number", invoice.approval_number),
    Column("작성일자", "issue_date", invoice.date),
    Column("공급자등록번호", "supplier_business_number", invoice.business_number),
    Column("공급받는자등록번호", "buyer_business_number", invoice.business_number),
    Column("공급가액", "supply_amount", invoice.won),
    Column("세액", "tax_amount", invoice.won),
)


def parse(html: bytes | str) -> InvoicePage:
    """Returns the invoices of the page in its order.

    Args:
        html: As the portal served it, or already decoded.

    Raises:
        UnreadablePageError: When the page is too large or not in the encoding that it declares,
            there is no table of invoices, or a cell is not what its column holds.
    """
    if len(html) > MAX_BYTES:
        raise UnreadablePageError(f"the page has {len(html)} bytes, more than {MAX_BYTES}")
    try:
        document = LexborHTMLParser(decode(html) if isinstance(html, bytes) else html)
    except (ValueError, SelectolaxError) as error:
        raise UnreadablePageError(str(error)) from None
    table, positions = _invoice_table(document)
    rows = [row for row in table.css("tbody tr") if not _is_notice(row)]
    invoices = tuple(_invoice(row, number, positions) for number, row in enumerate(rows, start=1))
    link = document.css_first("a[rel~=next]")
    return InvoicePage(invoices, next_page=(link.attributes.get("href") or "") if link else "")


def _invoice_table(document: LexborHTMLParser) -> tuple[LexborNode, dict[str, int]]:
    wanted = [column.heading for column in COLUMNS]
    fewest_missing = wanted
    for table in document.css("table"):
        headings = ["".join(heading.text().split()) for heading in table.css("thead th")]
        missing = [heading for heading in wanted if heading not in headings]
        if not missing:
            return table, {heading: headings.index(heading) for heading in wanted}
        fewest_missing = min(fewest_missing, missing, key=len)
    raise UnreadablePageError(
        f"no table of invoices: the closest one lacks the columns {', '.join(fewest_missing)}"
    )


def _is_notice(row: LexborNode) -> bool:
    """Tells the row that says there is nothing to list: one cell across all columns."""
    cells = row.css("td")
    return len(cells) == 1 and "colspan" in cells[0].attributes


def _invoice(row: LexborNode, number: int, positions: dict[str, int]) -> TaxInvoice:
    cells = [cell.text(strip=True) for cell in row.css("td")]
    values: dict[str, Any] = {}
    for column in COLUMNS:
        position = positions[column.heading]
        if position >= len(cells):
            raise UnreadablePageError(f"row {number}, {column.heading}: there is no such cell")
        try:
            values[column.field] = column.read(cells[position])
        except ValueError as error:
            raise UnreadablePageError(
                f"row {number}, {column.heading}: {error}, got {cells[position][:SHOWN]!r}"
            ) from None
    return TaxInvoice(**values)
