"""Fetches listings: who may, how many at once, how long, and page after page to whoever asked."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from tax_scraper.browser import Browser
from tax_scraper.credentials import CredentialStore
from tax_scraper.errors import BusyError, SlowPortalError, UnreadablePageError
from tax_scraper.invoice import TaxInvoice
from tax_scraper.invoice_page import InvoicePage
from tax_scraper.listing import Listing
from tax_scraper.page_parser import PageParser
from tax_scraper.portal import Portal

log = structlog.stdlib.get_logger()

Deliver = Callable[[tuple[TaxInvoice, ...]], Awaitable[None]]


@dataclass(frozen=True)
class Limits:
    """What the listings may take."""

    concurrency: int
    """Listings at once."""
    listing_seconds: float
    page_seconds: float
    pages: int = 200
    """Of a listing."""


class Fetcher:
    """Takes listings from one portal with one browser."""

    def __init__(
        self,
        portal_url: str,
        credentials: CredentialStore,
        browser: Browser,
        parser: PageParser,
        limits: Limits,
    ) -> None:
        self._portal_url = portal_url
        self._credentials = credentials
        self._browser = browser
        self._parser = parser
        self._limits = limits
        self._places = asyncio.Semaphore(limits.concurrency)

    async def fetch(self, listing: Listing, deliver: Deliver) -> None:
        """Delivers each page's invoices when they are read, and nothing else is kept of a page.

        Raises:
            ScraperError: What errors.py draws; pages that were delivered before are right.
        """
        if self._places.locked():
            raise BusyError(f"{self._limits.concurrency} listings are being fetched already")
        async with self._places:
            try:
                async with asyncio.timeout(self._limits.listing_seconds):
                    await self._fetch(listing, deliver)
            except TimeoutError:
                raise SlowPortalError(
                    f"the listing took more than {self._limits.listing_seconds:g} s"
                ) from None

    async def _fetch(self, listing: Listing, deliver: Deliver) -> None:
        reference = listing.credential_ref
        credential = self._credentials.get(reference)
        async with self._browser.page() as page:
            portal = Portal(page, self._portal_url, self._limits.page_seconds)
            await portal.log_in(credential, reference)
            html = await portal.search(listing)
            for number in range(1, self._limits.pages + 1):
                parsed = await self._parsed(html, number, listing)
                await deliver(parsed.invoices)
                if not parsed.next_page:
                    log.info("listing fetched", credential_ref=reference, pages=number)
                    return
                html = await portal.next_page()
            raise UnreadablePageError(f"the listing has more than {self._limits.pages} pages")

    async def _parsed(self, html: str, number: int, listing: Listing) -> InvoicePage:
        try:
            page = await self._parser.parse(html)
            listing.check(page.invoices)
        except UnreadablePageError as error:
            raise UnreadablePageError(f"page {number}: {error}") from None
        return page
