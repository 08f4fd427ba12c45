from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import pytest
from structlog.testing import capture_logs

from kerp.tax.v1 import tax_invoice_service_pb2 as pb
from kerp.tax.v1.tax_invoice_service_pb2_grpc import TaxInvoiceServiceStub
from kerp_grpc_server.server import Server
from tax_scraper.errors import ScraperError
from tax_scraper.servicer import CODES, service
from tax_scraper.settings import TaxScraperSettings

SEVERAL = Path(__file__).parent / "pages" / "several.html"
FIRST = pb.TaxInvoice(
    approval_number="202601164100001210a3f2c1",
    supplier_business_number="1234567891",
    buyer_business_number="1248100998",
    issue_date="2026-01-16",
    supply_amount=1_000_000,
    tax_amount=100_000,
)


async def serving(settings: TaxScraperSettings) -> AsyncIterator[TaxInvoiceServiceStub]:
    server = Server([service(settings)])
    address = await server.start("127.0.0.1:0")
    async with grpc.aio.insecure_channel(address) as channel:
        yield TaxInvoiceServiceStub(channel)
    await server.drain(0)


@pytest.fixture
async def browserless(credentials: Path, tmp_path: Path) -> AsyncIterator[TaxInvoiceServiceStub]:
    """The service on a machine without Chromium."""
    settings = TaxScraperSettings.model_validate(
        {
            "portal_url": "http://127.0.0.1:1",
            "credentials_dir": credentials,
            "chromium_path": tmp_path / "chromium",
        }
    )
    async for stub in serving(settings):
        yield stub


@pytest.fixture
async def stub(
    portal_url: str, credentials: Path, chromium: Path
) -> AsyncIterator[TaxInvoiceServiceStub]:
    settings = TaxScraperSettings.model_validate(
        {"portal_url": portal_url, "credentials_dir": credentials, "chromium_path": chromium}
    )
    async for stub in serving(settings):
        yield stub


def leaves(error: type[ScraperError]) -> set[type[ScraperError]]:
    below = error.__subclasses__()
    return {leaf for one in below for leaf in leaves(one)} if below else {error}


def test_every_error_of_the_tree_has_a_code() -> None:
    assert set(CODES) == leaves(ScraperError)


async def test_answers_what_the_page_lists_without_a_browser(
    browserless: TaxInvoiceServiceStub,
) -> None:
    request = pb.ParseInvoicePageRequest(html=SEVERAL.read_bytes())
    answer = await browserless.ParseInvoicePage(request)
    assert answer.next_page == "?page=2&size=2"
    first, second = answer.invoices
    assert first == FIRST
    assert (second.supply_amount, second.tax_amount) == (-50_000, -5_000)


@pytest.mark.parametrize(
    ("html", "code", "details"),
    [
        pytest.param(
            b"<table></table>",
            grpc.StatusCode.INVALID_ARGUMENT,
            "no table of invoices: the closest one lacks the columns"
            " 승인번호, 작성일자, 공급자등록번호, 공급받는자등록번호, 공급가액, 세액",
            id="another page",
        ),
        pytest.param(
            b" " * (2 * 1024 * 1024 + 1),
            grpc.StatusCode.INVALID_ARGUMENT,
            "the page has 2097153 bytes, more than 2097152",
            id="oversized",
        ),
        pytest.param(
            b" " * (4 * 1024 * 1024),
            grpc.StatusCode.RESOURCE_EXHAUSTED,
            "SERVER: Received message larger than max (4194309 vs. 4194304)",
            id="larger than a message",
        ),
    ],
)
async def test_says_what_it_cannot_read(
    browserless: TaxInvoiceServiceStub, html: bytes, code: grpc.StatusCode, details: str
) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await browserless.ParseInvoicePage(pb.ParseInvoicePageRequest(html=html))
    assert (error.value.code(), error.value.details()) == (code, details)


async def test_says_that_it_has_no_browser(
    browserless: TaxInvoiceServiceStub, tmp_path: Path
) -> None:
    request = pb.FetchInvoicesRequest(
        business_number="1234567891", period="2026-01", credential_ref="agent"
    )
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await browserless.FetchInvoices(request).read()
    assert (error.value.code(), error.value.details()) == (
        grpc.StatusCode.FAILED_PRECONDITION,
        f"no browser: {tmp_path}/chromium is no file; install Chromium there, or set CHROMIUM_PATH",
    )


async def test_streams_the_pages(stub: TaxInvoiceServiceStub) -> None:
    request = pb.FetchInvoicesRequest(
        business_number="1234567891", period="2026-01", credential_ref="agent"
    )
    with capture_logs() as logs:
        pages = [response.invoices async for response in stub.FetchInvoices(request)]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert pages[0][0] == pb.TaxInvoice(
        approval_number="202601023456789100000001",
        supplier_business_number="1234567891",
        buyer_business_number="2208115881",
        issue_date="2026-01-02",
        supply_amount=1_000_000,
        tax_amount=100_000,
    )
    assert "stand-in" not in str(logs)
    assert "1234567891" not in str(logs)


async def test_names_the_wrong_fields_of_a_request(browserless: TaxInvoiceServiceStub) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await browserless.FetchInvoices(pb.FetchInvoicesRequest()).read()
    assert error.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert [part.split(":")[0] for part in str(error.value.details()).split("; ")] == [
        "business_number",
        "period",
        "credential_ref",
    ]
