"""kerp.insurance.v1.InsuranceEdiService on top of the pure encoder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import grpc
from pydantic import ValidationError

from insurance_edi.filing import Filing, FilingKind, Scheme
from insurance_edi.record import FIELDS, LAYOUT, UnfitFieldError, encode
from kerp.insurance.v1 import insurance_edi_service_pb2 as pb
from kerp.insurance.v1 import insurance_edi_service_pb2_grpc as pb_grpc
from kerp_grpc_server.server import Service

if TYPE_CHECKING:
    from collections.abc import Awaitable

    Context = grpc.aio.ServicerContext[pb.EncodeFilingRequest, Awaitable[pb.EncodeFilingResponse]]

SCHEMES = {
    pb.SCHEME_NATIONAL_PENSION: Scheme.NATIONAL_PENSION,
    pb.SCHEME_HEALTH: Scheme.HEALTH,
    pb.SCHEME_EMPLOYMENT: Scheme.EMPLOYMENT,
    pb.SCHEME_INDUSTRIAL_ACCIDENT: Scheme.INDUSTRIAL_ACCIDENT,
}
KINDS = {
    pb.FILING_KIND_ACQUISITION: FilingKind.ACQUISITION,
    pb.FILING_KIND_LOSS: FilingKind.LOSS,
}
PLACES = {field.name: field.place for field in FIELDS}


class InsuranceEdiServicer(pb_grpc.InsuranceEdiServiceServicer):
    """Answers with the record; a filing that does not fit it is INVALID_ARGUMENT."""

    async def EncodeFiling(
        self, request: pb.EncodeFilingRequest, context: Context
    ) -> pb.EncodeFilingResponse:
        """Encodes one filing."""
        try:
            record = encode(_filing(request.filing))
        except ValidationError as error:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, _explained(error))
        except UnfitFieldError as error:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
        return pb.EncodeFilingResponse(record=record, layout=LAYOUT)


def _filing(message: pb.Filing) -> Filing:
    return Filing.model_validate(
        {
            "scheme": SCHEMES.get(message.scheme),
            "kind": KINDS.get(message.kind),
            "workplace_business_number": message.workplace_business_number,
            "employee_name": message.employee_name,
            "resident_number": message.resident_number,
            "effective_date": message.effective_date,
            "monthly_wage": message.monthly_wage,
        }
    )


def _explained(error: ValidationError) -> str:
    """Returns every wrong field with its position and what is accepted, never its value."""
    return "; ".join(
        f"{PLACES[str(detail['loc'][0])]}: {detail['msg'].removeprefix('Value error, ')}"
        for detail in error.errors(include_url=False, include_input=False, include_context=False)
    )


def service() -> Service:
    """Returns the service, ready to be served."""
    return Service(
        pb.DESCRIPTOR.services_by_name["InsuranceEdiService"].full_name,
        lambda server: pb_grpc.add_InsuranceEdiServiceServicer_to_server(
            InsuranceEdiServicer(), server
        ),
    )
