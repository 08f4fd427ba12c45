from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest
from structlog.testing import capture_logs

from insurance_edi.servicer import KINDS, SCHEMES, service
from kerp.insurance.v1 import insurance_edi_service_pb2 as pb
from kerp.insurance.v1.insurance_edi_service_pb2_grpc import InsuranceEdiServiceStub
from kerp_grpc_server.server import Server


@pytest.fixture
async def stub() -> AsyncIterator[InsuranceEdiServiceStub]:
    server = Server([service()])
    address = await server.start("127.0.0.1:0")
    async with grpc.aio.insecure_channel(address) as channel:
        yield InsuranceEdiServiceStub(channel)
    await server.drain(0)


@pytest.fixture
def message(fields: dict[str, Any]) -> pb.Filing:
    return pb.Filing(
        **{
            **fields,
            "scheme": pb.SCHEME_NATIONAL_PENSION,
            "kind": pb.FILING_KIND_ACQUISITION,
        }
    )


def test_knows_every_value_of_the_proto() -> None:
    assert {0, *SCHEMES} == set(pb.Scheme.values())
    assert {0, *KINDS} == set(pb.FilingKind.values())


async def test_answers_with_the_record(stub: InsuranceEdiServiceStub, message: pb.Filing) -> None:
    answer = await stub.EncodeFiling(pb.EncodeFilingRequest(filing=message))
    assert answer.record.startswith("111234567891홍길동".encode("cp949"))
    assert answer.layout == "kerp-filing-1"


async def test_names_every_field_of_an_empty_filing(stub: InsuranceEdiServiceStub) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await stub.EncodeFiling(pb.EncodeFilingRequest())
    assert error.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert str(error.value.details()).split("; ") == [
        "scheme (bytes 1-1): expected one of the four insurances",
        "kind (bytes 2-2): expected acquisition or loss",
        "workplace_business_number (bytes 3-12): expected 10 digits without hyphens",
        "employee_name (bytes 13-42): String should have at least 1 character",
        "resident_number (bytes 43-55): expected 13 digits without a hyphen",
        "effective_date (bytes 56-63): expected a date that exists, as YYYY-MM-DD",
    ]


async def test_passes_on_what_does_not_fit_the_layout(
    stub: InsuranceEdiServiceStub, message: pb.Filing
) -> None:
    message.employee_name = "가" * 16
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await stub.EncodeFiling(pb.EncodeFilingRequest(filing=message))
    assert (error.value.code(), error.value.details()) == (
        grpc.StatusCode.INVALID_ARGUMENT,
        "employee_name (bytes 13-42): takes 32 bytes in CP949, and the field has 30",
    )


async def test_logs_no_resident_number(stub: InsuranceEdiServiceStub, message: pb.Filing) -> None:
    with capture_logs() as logs:
        await stub.EncodeFiling(pb.EncodeFilingRequest(filing=message))
    assert logs
    assert message.resident_number not in str(logs)
