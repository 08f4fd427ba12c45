"""With a real Chromium and the stand-in for the portal; its README has the companies."""

import asyncio
import datetime
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tax_scraper.browser import Browser
from tax_scraper.credentials import CredentialStore
from tax_scraper.errors import (
    BrowserDiedError,
    BusyError,
    CredentialError,
    InvalidRequestError,
    LoginRefusedError,
    PortalUnavailableError,
    ScraperError,
    SearchRefusedError,
    SlowPortalError,
    UnreadablePageError,
)
from tax_scraper.fetcher import Fetcher, Limits
from tax_scraper.invoice import TaxInvoice
from tax_scraper.listing import Listing
from tax_scraper.page_parser import PageParser

pytestmark = pytest.mark.asyncio(loop_scope="session")

MakeFetcher = Callable[..., Fetcher]

ORDINARY, EUC_KR = "1234567891", "1010000021"
ERROR_PAGE_ONCE, SLOW, ENDLESS = "1010000055", "1010000074", "1010000147"
PATIENT = Limits(concurrency=2, listing_seconds=300, page_seconds=120, pages=5)


class Delivered(list[tuple[TaxInvoice, ...]]):
    """The pages that were delivered."""

    def __init__(self) -> None:
        super().__init__()
        self.first = asyncio.Event()

    async def add(self, invoices: tuple[TaxInvoice, ...]) -> None:
        self.append(invoices)
        self.first.set()

    @property
    def sizes(self) -> list[int]:
        return [len(page) for page in self]


@pytest.fixture
def make_fetcher(portal_url: str, credentials: Path, browser: Browser) -> MakeFetcher:
    def make(limits: Limits = PATIENT, url: str = portal_url) -> Fetcher:
        return Fetcher(url, CredentialStore(credentials), browser, PageParser(), limits)

    return make


@pytest.mark.parametrize("company", [ORDINARY, EUC_KR])
async def test_delivers_page_after_page(make_fetcher: MakeFetcher, company: str) -> None:
    delivered = Delivered()
    await make_fetcher().fetch(Listing(company, "2026-01", "agent"), delivered.add)
    assert delivered.sizes == [2, 2, 1]
    invoices = [invoice for page in delivered for invoice in page]
    assert invoices[2] == TaxInvoice(
        approval_number=f"20260104{company[2:]}00000003",
        issue_date=datetime.date(2026, 1, 4),
        supplier_business_number=company,
        buyer_business_number="2208115881",
        supply_amount=-150_000,
        tax_amount=-15_000,
    )
    assert len({invoice.approval_number for invoice in invoices}) == 5


@pytest.mark.parametrize(
    ("company", "sizes", "type_", "message"),
    [
        pytest.param(
            "1010000036",
            [],
            PortalUnavailableError,
            "the first page: the portal answers 503 with '시스템 점검 중입니다'",
            id="error page",
        ),
        pytest.param(
            "1010000040",
            [],
            PortalUnavailableError,
            "the first page: the portal answers 200 with '시스템 점검 중입니다'",
            id="maintenance",
        ),
        pytest.param(
            "1010000069",
            [],
            PortalUnavailableError,
            "the portal cannot be reached: net::ERR_EMPTY_RESPONSE",
            id="dropped",
        ),
        pytest.param(
            "1010000088",
            [2],
            PortalUnavailableError,
            "the next page: the portal ended the session",
            id="logged out",
        ),
        pytest.param(
            "1010000093",
            [],
            SearchRefusedError,
            "the portal does not show this company to this user",
            id="forbidden",
        ),
        pytest.param(
            "1010000109",
            [2],
            UnreadablePageError,
            "page 2: row 2, 공급가액: expected whole won such as 1,100,000 or -50,000, got 'n/a'",
            id="broken cell",
        ),
        pytest.param(
            "1010000114",
            [],
            UnreadablePageError,
            "page 1: no table of invoices: the closest one lacks the columns"
            " 승인번호, 작성일자, 공급자등록번호, 공급받는자등록번호, 공급가액, 세액",
            id="no table",
        ),
        pytest.param(
            "1010000128",
            [],
            UnreadablePageError,
            "the first page is not written in UTF-8, as it says",
            id="wrong encoding",
        ),
        pytest.param(
            "1010000166",
            [],
            UnreadablePageError,
            "the first page has more than 2097152 characters",
            id="large",
        ),
        pytest.param(
            "1010000133",
            [],
            UnreadablePageError,
            "the first page is larger than 8 MiB",
            id="oversized",
        ),
        pytest.param(
            ENDLESS,
            [2, 2, 2, 2, 2],
            UnreadablePageError,
            "the listing has more than 5 pages",
            id="endless",
        ),
        pytest.param(
            "1010000152",
            [2],
            UnreadablePageError,
            "page 2: row 1: an invoice of another company",
            id="foreign",
        ),
    ],
)
async def test_says_what_the_portal_does(
    make_fetcher: MakeFetcher,
    company: str,
    sizes: list[int],
    type_: type[ScraperError],
    message: str,
) -> None:
    delivered = Delivered()
    with pytest.raises(type_) as error:
        await make_fetcher().fetch(Listing(company, "2026-01", "agent"), delivered.add)
    assert str(error.value) == message
    assert delivered.sizes == sizes


@pytest.mark.parametrize(
    ("listing", "type_", "message"),
    [
        pytest.param(
            Listing(ORDINARY, "2019-12", "agent"),
            InvalidRequestError,
            "period: the portal has no such month",
            id="month",
        ),
        pytest.param(
            Listing(ORDINARY, "2026-01", "expired"),
            LoginRefusedError,
            "the portal refuses the login of credential 'expired'",
            id="wrong password",
        ),
        pytest.param(
            Listing(ORDINARY, "2026-01", "nobody"),
            CredentialError,
            "there is no credential 'nobody'",
            id="no credential",
        ),
    ],
)
async def test_says_what_is_wrong_with_the_request(
    make_fetcher: MakeFetcher, listing: Listing, type_: type[ScraperError], message: str
) -> None:
    with pytest.raises(type_) as error:
        await make_fetcher().fetch(listing, Delivered().add)
    assert str(error.value) == message


async def test_a_listing_without_invoices_is_one_empty_page(make_fetcher: MakeFetcher) -> None:
    delivered = Delivered()
    await make_fetcher().fetch(Listing("1010000017", "2026-01", "agent"), delivered.add)
    assert delivered.sizes == [0]


async def test_a_repeated_call_succeeds_when_the_portal_is_back(make_fetcher: MakeFetcher) -> None:
    fetcher, delivered = make_fetcher(), Delivered()
    listing = Listing(ERROR_PAGE_ONCE, "2026-01", "agent")
    with pytest.raises(PortalUnavailableError):
        await fetcher.fetch(listing, delivered.add)
    await fetcher.fetch(listing, delivered.add)
    assert delivered.sizes == [2, 2, 1]


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (
            Limits(concurrency=1, listing_seconds=300, page_seconds=0.5),
            "the login page took more than 0.5 s",
        ),
        (
            Limits(concurrency=1, listing_seconds=0.5, page_seconds=300),
            "the listing took more than 0.5 s",
        ),
    ],
)
async def test_time_is_limited(
    make_fetcher: MakeFetcher, mute_portal: str, limits: Limits, message: str
) -> None:
    with pytest.raises(SlowPortalError) as error:
        await make_fetcher(limits, mute_portal).fetch(
            Listing(ORDINARY, "2026-01", "agent"), Delivered().add
        )
    assert str(error.value) == message


async def test_whoever_does_not_take_the_pages_holds_up_nobody(make_fetcher: MakeFetcher) -> None:
    async def take_nothing(_invoices: tuple[TaxInvoice, ...]) -> None:
        await asyncio.Event().wait()

    limits = Limits(concurrency=1, listing_seconds=3, page_seconds=300)
    with pytest.raises(SlowPortalError, match="^the listing took more than 3 s$"):
        await make_fetcher(limits).fetch(Listing(ORDINARY, "2026-01", "agent"), take_nothing)


async def test_a_portal_that_is_not_there(make_fetcher: MakeFetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(PortalUnavailableError) as error:
        await make_fetcher(url=url).fetch(Listing(ORDINARY, "2026-01", "agent"), Delivered().add)
    assert str(error.value) == "the portal cannot be reached: net::ERR_CONNECTION_REFUSED"


async def test_a_portal_that_is_another_site(make_fetcher: MakeFetcher) -> None:
    with pytest.raises(UnreadablePageError, match="^the login page has no form#login$"):
        await make_fetcher(url="data:text/html,<p>shop").fetch(
            Listing(ORDINARY, "2026-01", "agent"), Delivered().add
        )


async def test_refuses_more_listings_than_it_may_fetch(
    make_fetcher: MakeFetcher, mute_portal: str
) -> None:
    fetcher = make_fetcher(PATIENT, mute_portal)
    listing = Listing(ORDINARY, "2026-01", "agent")
    running = [asyncio.create_task(fetcher.fetch(listing, Delivered().add)) for _ in range(2)]
    await asyncio.sleep(0)  # one turn of the loop: both have begun
    with pytest.raises(BusyError) as error:
        await fetcher.fetch(listing, Delivered().add)
    assert str(error.value) == "2 listings are being fetched already"
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def test_a_cancelled_call_gives_back_its_page_and_its_place(
    make_fetcher: MakeFetcher, browser: Browser
) -> None:
    fetcher = make_fetcher(Limits(concurrency=1, listing_seconds=300, page_seconds=300))
    delivered = Delivered()
    fetching = asyncio.create_task(fetcher.fetch(Listing(SLOW, "2026-01", "agent"), delivered.add))
    await delivered.first.wait()
    fetching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await fetching
    async with browser.page() as page:
        assert page.context.browser
        assert page.context.browser.contexts == [page.context]
    await fetcher.fetch(Listing(ORDINARY, "2026-01", "agent"), delivered.add)
    assert delivered.sizes == [2, 2, 2, 1]


async def test_a_browser_that_dies_under_a_call_is_there_for_the_next(
    make_fetcher: MakeFetcher, browser: Browser
) -> None:
    async with browser.page() as page:
        assert page.context.browser
        session = await page.context.browser.new_browser_cdp_session()
        processes = (await session.send("SystemInfo.getProcessInfo"))["processInfo"]
    chromium = next(int(one["id"]) for one in processes if one["type"] == "browser")

    async def kill(_invoices: tuple[TaxInvoice, ...]) -> None:
        os.kill(chromium, signal.SIGKILL)

    fetcher, listing = make_fetcher(), Listing(ORDINARY, "2026-01", "agent")
    with pytest.raises(BrowserDiedError):
        await fetcher.fetch(listing, kill)
    delivered = Delivered()
    await fetcher.fetch(listing, delivered.add)
    assert delivered.sizes == [2, 2, 1]
