"""kerp.tax.v1.TaxInvoiceService on top of the pure parser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import grpc

from kerp.tax.v1 import tax_invoice_service_pb2 as pb
from kerp.tax.v1 import tax_invoice_service_pb2_grpc as pb_grpc
from kerp_grpc_server.server import Service
from tax_scraper.invoice_page import UnreadablePageError, parse

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from tax_scraper.invoice import TaxInvoice

    Context = grpc.aio.ServicerContext[
        pb.ParseInvoicePageRequest, Awaitable[pb.ParseInvoicePageResponse]
    ]


class TaxInvoiceServicer(pb_grpc.TaxInvoiceServiceServicer):
    """Answers what the page says; a page that cannot be read is INVALID_ARGUMENT."""

    async def ParseInvoicePage(
        self, request: pb.ParseInvoicePageRequest, context: Context
    ) -> pb.ParseInvoicePageResponse:
        """Parses one page."""
        try:
            page = parse(request.html)
        except UnreadablePageError as error:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
        return pb.ParseInvoicePageResponse(
            invoices=[_message(invoice) for invoice in page.invoices], next_page=page.next_page
        )


def _message(invoice: TaxInvoice) -> pb.TaxInvoice:
    return pb.TaxInvoice(
        approval_number=invoice.approval_number,
        supplier_business_number=invoice.supplier_business_number,
        buyer_business_number=invoice.buyer_business_number,
        issue_date=invoice.issue_date.isoformat(),
        supply_amount=invoice.supply_amount,
        tax_amount=invoice.tax_amount,
    )


def service() -> Service:
    """Returns the service, ready to be served."""
    return Service(
        pb.DESCRIPTOR.services_by_name["TaxInvoiceService"].full_name,
        lambda server: pb_grpc.add_TaxInvoiceServiceServicer_to_server(
            TaxInvoiceServicer(), server
        ),
    )
