"""kerp.tax.v1.TaxInvoiceService on top of the parser and the fetcher."""

from __future__ import annotations

from typing import TYPE_CHECKING

import grpc

from kerp.tax.v1 import tax_invoice_service_pb2 as pb
from kerp.tax.v1 import tax_invoice_service_pb2_grpc as pb_grpc
from kerp_grpc_server.server import Service
from tax_scraper.browser import Browser
from tax_scraper.credentials import CredentialStore
from tax_scraper.errors import (
    BrowserDiedError,
    BusyError,
    CredentialError,
    InvalidRequestError,
    LoginRefusedError,
    NoBrowserError,
    PortalUnavailableError,
    ScraperError,
    SearchRefusedError,
    SlowPortalError,
    UnreadablePageError,
)
from tax_scraper.fetcher import Fetcher, Limits
from tax_scraper.listing import Listing
from tax_scraper.page_parser import PageParser

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from tax_scraper.invoice import TaxInvoice
    from tax_scraper.settings import TaxScraperSettings

    ParseContext = grpc.aio.ServicerContext[
        pb.ParseInvoicePageRequest, Awaitable[pb.ParseInvoicePageResponse]
    ]
    FetchContext = grpc.aio.ServicerContext[pb.FetchInvoicesRequest, pb.FetchInvoicesResponse]

CODES: dict[type[ScraperError], grpc.StatusCode] = {
    InvalidRequestError: grpc.StatusCode.INVALID_ARGUMENT,
    CredentialError: grpc.StatusCode.FAILED_PRECONDITION,
    NoBrowserError: grpc.StatusCode.FAILED_PRECONDITION,
    BrowserDiedError: grpc.StatusCode.UNAVAILABLE,
    BusyError: grpc.StatusCode.RESOURCE_EXHAUSTED,
    PortalUnavailableError: grpc.StatusCode.UNAVAILABLE,
    SlowPortalError: grpc.StatusCode.DEADLINE_EXCEEDED,
    LoginRefusedError: grpc.StatusCode.UNAUTHENTICATED,
    SearchRefusedError: grpc.StatusCode.PERMISSION_DENIED,
    UnreadablePageError: grpc.StatusCode.DATA_LOSS,
}
"""Of FetchInvoices; a page that a caller brings along and nobody can read is INVALID_ARGUMENT."""


class TaxInvoiceServicer(pb_grpc.TaxInvoiceServiceServicer):
    """Answers what pages say; CODES has what else."""

    def __init__(self, parser: PageParser, fetcher: Fetcher) -> None:
        self._parser = parser
        self._fetcher = fetcher

    async def ParseInvoicePage(
        self, request: pb.ParseInvoicePageRequest, context: ParseContext
    ) -> pb.ParseInvoicePageResponse:
        """Parses one page."""
        try:
            page = await self._parser.parse(request.html)
        except UnreadablePageError as error:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
        return pb.ParseInvoicePageResponse(
            invoices=[_message(invoice) for invoice in page.invoices], next_page=page.next_page
        )

    # The stubs know only an iterator. Writing keeps the time limits around the writing too, when a
    # caller does not read.
    async def FetchInvoices(  # type: ignore[override]
        self, request: pb.FetchInvoicesRequest, context: FetchContext
    ) -> None:
        """Writes each page of the listing when it is read."""

        async def deliver(invoices: tuple[TaxInvoice, ...]) -> None:
            await context.write(
                pb.FetchInvoicesResponse(invoices=[_message(invoice) for invoice in invoices])
            )

        try:
            listing = Listing(request.business_number, request.period, request.credential_ref)
            await self._fetcher.fetch(listing, deliver)
        except ScraperError as error:
            await context.abort(CODES[type(error)], str(error))


def _message(invoice: TaxInvoice) -> pb.TaxInvoice:
    return pb.TaxInvoice(
        approval_number=invoice.approval_number,
        supplier_business_number=invoice.supplier_business_number,
        buyer_business_number=invoice.buyer_business_number,
        issue_date=invoice.issue_date.isoformat(),
        supply_amount=invoice.supply_amount,
        tax_amount=invoice.tax_amount,
    )


def service(settings: TaxScraperSettings) -> Service:
    """Returns the service, ready to be served."""
    browser = Browser(settings.chromium_path)
    parser = PageParser()
    fetcher = Fetcher(
        str(settings.portal_url),
        CredentialStore(settings.credentials_dir),
        browser,
        parser,
        Limits(settings.fetch_concurrency, settings.fetch_timeout, settings.page_timeout),
    )
    return Service(
        pb.DESCRIPTOR.services_by_name["TaxInvoiceService"].full_name,
        lambda server: pb_grpc.add_TaxInvoiceServiceServicer_to_server(
            TaxInvoiceServicer(parser, fetcher), server
        ),
        browser.close,
    )
