"""kerp.insurance.v1.InsuranceEdiService on top of the pure record and its seal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import grpc

from insurance_edi.errors import (
    BrokenSealError,
    EdiError,
    InvalidFilingError,
    UnknownKeyError,
    UnreadableRecordError,
)
from insurance_edi.filing import Filing, FilingKind, Scheme
from insurance_edi.record import LAYOUT, checked, decode, encode
from insurance_edi.sealing import Key, seal, unseal
from kerp.insurance.v1 import insurance_edi_service_pb2 as pb
from kerp.insurance.v1 import insurance_edi_service_pb2_grpc as pb_grpc
from kerp_grpc_server.server import Service

if TYPE_CHECKING:
    from collections.abc import Awaitable

    EncodeContext = grpc.aio.ServicerContext[
        pb.EncodeFilingRequest, Awaitable[pb.EncodeFilingResponse]
    ]
    DecodeContext = grpc.aio.ServicerContext[
        pb.DecodeFilingRequest, Awaitable[pb.DecodeFilingResponse]
    ]

CODES = {
    InvalidFilingError: grpc.StatusCode.INVALID_ARGUMENT,
    UnreadableRecordError: grpc.StatusCode.INVALID_ARGUMENT,
    BrokenSealError: grpc.StatusCode.INVALID_ARGUMENT,
    UnknownKeyError: grpc.StatusCode.FAILED_PRECONDITION,
}
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
SCHEME_NUMBERS = {scheme: number for number, scheme in SCHEMES.items()}
KIND_NUMBERS = {kind: number for number, kind in KINDS.items()}


class InsuranceEdiServicer(pb_grpc.InsuranceEdiServiceServicer):
    """Answers with records and with what they say; CODES has what else."""

    def __init__(self, key: Key) -> None:
        self._key = key

    async def EncodeFiling(
        self, request: pb.EncodeFilingRequest, context: EncodeContext
    ) -> pb.EncodeFilingResponse:
        """Encodes one filing, and seals the record."""
        try:
            record = encode(_filing(request.filing))
        except EdiError as error:
            await context.abort(CODES[type(error)], str(error))
        return pb.EncodeFilingResponse(
            record=record,
            layout=LAYOUT,
            sealed_record=seal(record, LAYOUT, self._key),
            key_id=self._key.id,
        )

    async def DecodeFiling(
        self, request: pb.DecodeFilingRequest, context: DecodeContext
    ) -> pb.DecodeFilingResponse:
        """Decodes one record."""
        try:
            filing = decode(self._record(request))
        except EdiError as error:
            await context.abort(CODES[type(error)], str(error))
        return pb.DecodeFilingResponse(filing=_message(filing), layout=LAYOUT)

    def _record(self, request: pb.DecodeFilingRequest) -> bytes:
        if request.HasField("record"):
            return request.record
        if not request.HasField("sealed"):
            raise UnreadableRecordError("form: expected record or sealed")
        if request.sealed.key_id != self._key.id:
            raise UnknownKeyError(
                f"the record is sealed with another key than this service's, {self._key.id}"
            )
        return unseal(request.sealed.sealed_record, LAYOUT, self._key)


def _filing(message: pb.Filing) -> Filing:
    return checked(
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


def _message(filing: Filing) -> pb.Filing:
    return pb.Filing(
        scheme=SCHEME_NUMBERS[filing.scheme],
        kind=KIND_NUMBERS[filing.kind],
        workplace_business_number=filing.workplace_business_number,
        employee_name=filing.employee_name,
        resident_number=filing.resident_number,
        effective_date=filing.effective_date.isoformat(),
        monthly_wage=filing.monthly_wage,
    )


def service(key: Key) -> Service:
    """Returns the service, ready to be served."""
    return Service(
        pb.DESCRIPTOR.services_by_name["InsuranceEdiService"].full_name,
        lambda server: pb_grpc.add_InsuranceEdiServiceServicer_to_server(
            InsuranceEdiServicer(key), server
        ),
    )
