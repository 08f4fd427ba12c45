from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import pytest

from kerp.tax.v1 import tax_invoice_service_pb2 as pb
from kerp.tax.v1.tax_invoice_service_pb2_grpc import TaxInvoiceServiceStub
from kerp_grpc_server.server import Server
from tax_scraper.servicer import service

SEVERAL = Path(__file__).parent / "pages" / "several.html"


@pytest.fixture
async def stub() -> AsyncIterator[TaxInvoiceServiceStub]:
    server = Server([service()])
    address = await server.start("127.0.0.1:0")
    async with grpc.aio.insecure_channel(address) as channel:
        yield TaxInvoiceServiceStub(channel)
    await server.drain(0)


async def test_answers_what_the_page_lists(stub: TaxInvoiceServiceStub) -> None:
    answer = await stub.ParseInvoicePage(pb.ParseInvoicePageRequest(html=SEVERAL.read_bytes()))
    assert answer.next_page == "?page=2&size=2"
    first, second = answer.invoices
    assert first == pb.TaxInvoice(
        approval_number="202601164100001210a3f2c1",
        supplier_business_number="1234567891",
        buyer_business_number="1248100998",
        issue_date="2026-01-16",
        supply_amount=1_000_000,
        tax_amount=100_000,
    )
    assert (second.supply_amount, second.tax_amount) == (-50_000, -5_000)


async def test_says_what_it_cannot_read(stub: TaxInvoiceServiceStub) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await stub.ParseInvoicePage(pb.ParseInvoicePageRequest(html=b"<table></table>"))
    assert error.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert str(error.value.details()).startswith("no table of invoices: ")
