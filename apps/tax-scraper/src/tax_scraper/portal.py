"""A visit to the portal: login, search, page after page. What the portal's pages look like is here.

Text is taken from the document as the browser has it, after its scripts and in its encoding.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Locator, Page, Response

from tax_scraper.browser import translated
from tax_scraper.credentials import Credential
from tax_scraper.errors import (
    InvalidRequestError,
    LoginRefusedError,
    PortalUnavailableError,
    SearchRefusedError,
    SlowPortalError,
    UnreadablePageError,
)
from tax_scraper.invoice_page import MAX_BYTES
from tax_scraper.listing import Listing

LOGIN = "form#login"
SEARCH = "form#search"
ERROR_PAGE = "main.error"
NEXT = "a[rel~=next]"

MAX_DOWNLOAD = 8 * 1024 * 1024
"""Bytes that a page may load, with its scripts."""

FIRST_BAD_STATUS = 400
TITLE_LENGTH = 80
REPLACEMENT = "\ufffd"
"""What browsers show for bytes that are no character of the page's encoding."""

READ = """limit => {
  const html = document.documentElement.outerHTML;
  return [document.characterSet, html.length > limit ? null : html];
}"""


@dataclass
class Loading:
    """What a page may still take."""

    timeout: asyncio.Timeout
    size: int = 0
    """Bytes so far."""


class Portal:
    """The portal as one user sees it, in one page of the browser."""

    def __init__(self, page: Page, url: str, page_seconds: float) -> None:
        self._page = page
        self._url = url
        self._page_seconds = page_seconds
        self._loading: Loading | None = None

    async def log_in(self, credential: Credential, reference: str) -> None:
        """Opens the portal and logs in.

        Raises:
            LoginRefusedError: When the portal shows the login again.
            PortalError, BrowserDiedError, UnreadablePageError: When it does not come to that.
        """
        async with self._page_named("the login page") as name:
            network = await self._page.context.new_cdp_session(self._page)
            network.on("Network.dataReceived", self._count)
            await network.send("Network.enable")
            await self._check(name, await self._page.goto(self._url))
            form = await self._form(name, LOGIN)
            await form.locator("[name=user]").fill(credential.user)
            await form.locator("[name=password]").fill(credential.password.get_secret_value())
        async with self._page_named("the login") as name:
            await self._check(name, await self._follow(form.locator("[type=submit]")))
            if await form.count():
                raise LoginRefusedError(f"the portal refuses the login of credential {reference!r}")

    async def search(self, listing: Listing) -> str:
        """Asks for the listing and returns its first page.

        Raises:
            InvalidRequestError: When the portal has no such month.
            SearchRefusedError: When the portal shows the search again.
            PortalError, BrowserDiedError, UnreadablePageError: When it does not come to that.
        """
        async with self._page_named("the first page") as name:
            form = await self._form(name, SEARCH)
            months = form.locator("[name=month]")
            if listing.period not in await months.locator("option").all_inner_texts():
                raise InvalidRequestError("period: the portal has no such month")
            await form.locator("[name=business_number]").fill(listing.business_number)
            await months.select_option(listing.period)
            await self._check(name, await self._follow(form.locator("[type=submit]")))
            if await form.count():
                raise SearchRefusedError("the portal does not show this company to this user")
            return await self._read(name)

    async def next_page(self) -> str:
        """Follows the link to the next page and returns that.

        Raises:
            PortalError, BrowserDiedError, UnreadablePageError: When it is not there.
        """
        async with self._page_named("the next page") as name:
            await self._check(name, await self._follow(self._page.locator(NEXT).first))
            return await self._read(name)

    @asynccontextmanager
    async def _page_named(self, name: str) -> AsyncIterator[str]:
        """Limits what happens until the page is there, in time and in bytes."""
        try:
            async with asyncio.timeout(self._page_seconds) as timeout:
                self._loading = Loading(timeout)
                with translated():
                    yield name
        except TimeoutError:
            if self._loading and self._loading.size > MAX_DOWNLOAD:
                raise UnreadablePageError(
                    f"{name} is larger than {MAX_DOWNLOAD // 2**20} MiB"
                ) from None
            raise SlowPortalError(f"{name} took more than {self._page_seconds:g} s") from None
        finally:
            self._loading = None

    def _count(self, event: dict[str, Any]) -> None:
        if not self._loading:
            return
        self._loading.size += event["dataLength"]
        if self._loading.size > MAX_DOWNLOAD and not self._loading.timeout.expired():
            self._loading.timeout.reschedule(0)

    async def _follow(self, element: Locator) -> Response | None:
        async with self._page.expect_navigation() as navigation:
            await element.click()
        return await navigation.value

    async def _check(self, name: str, response: Response | None) -> None:
        """Refuses error pages, by their status or, as portals also answer 200, by their look."""
        status = response.status if response else 0
        if status >= FIRST_BAD_STATUS or await self._page.locator(ERROR_PAGE).count():
            title = (await self._page.title())[:TITLE_LENGTH]
            raise PortalUnavailableError(f"{name}: the portal answers {status} with {title!r}")

    async def _form(self, name: str, selector: str) -> Locator:
        form = self._page.locator(selector)
        if not await form.count():
            raise UnreadablePageError(f"{name} has no {selector}")
        return form

    async def _read(self, name: str) -> str:
        if await self._page.locator(LOGIN).count():
            raise PortalUnavailableError(f"{name}: the portal ended the session")
        encoding, html = await self._page.evaluate(READ, MAX_BYTES)
        if not isinstance(html, str):
            raise UnreadablePageError(f"{name} has more than {MAX_BYTES} characters")
        if REPLACEMENT in html:
            raise UnreadablePageError(f"{name} is not written in {encoding}, as it says")
        return html
