import asyncio
from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest
from structlog.testing import capture_logs

from insurance_edi.errors import EdiError
from insurance_edi.sealing import Key, seal
from insurance_edi.servicer import CODES, KINDS, SCHEMES, service
from kerp.insurance.v1 import insurance_edi_service_pb2 as pb
from kerp.insurance.v1.insurance_edi_service_pb2_grpc import InsuranceEdiServiceStub
from kerp_grpc_server.server import Server


@pytest.fixture
async def stub(key: Key) -> AsyncIterator[InsuranceEdiServiceStub]:
    server = Server([service(key)])
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


def test_knows_every_error_of_the_tree() -> None:
    assert set(CODES) == set(EdiError.__subclasses__())


async def test_answers_with_the_record(
    stub: InsuranceEdiServiceStub, message: pb.Filing, key: Key
) -> None:
    request = pb.EncodeFilingRequest(filing=message)
    answer = await stub.EncodeFiling(request)
    assert answer.record.startswith("111234567891홍길동".encode("cp949"))
    assert answer.layout == "kerp-filing-1"
    assert answer.sealed_record == seal(answer.record, "kerp-filing-1", key)
    assert answer.key_id == key.id
    assert await stub.EncodeFiling(request) == answer


@pytest.mark.parametrize("form", ["record", "sealed"])
async def test_reads_back_what_it_wrote(
    stub: InsuranceEdiServiceStub, message: pb.Filing, form: str
) -> None:
    for scheme in SCHEMES:
        for kind in KINDS:
            message.scheme, message.kind = scheme, kind
            written = await stub.EncodeFiling(pb.EncodeFilingRequest(filing=message))
            sealed = pb.SealedRecord(sealed_record=written.sealed_record, key_id=written.key_id)
            request = {
                "record": pb.DecodeFilingRequest(record=written.record),
                "sealed": pb.DecodeFilingRequest(sealed=sealed),
            }[form]
            read = await stub.DecodeFiling(request)
            assert (read.filing, read.layout) == (message, "kerp-filing-1")


@pytest.mark.parametrize(
    ("request_", "code", "details"),
    [
        pytest.param(
            pb.DecodeFilingRequest(),
            grpc.StatusCode.INVALID_ARGUMENT,
            "form: expected record or sealed",
            id="no form",
        ),
        pytest.param(
            pb.DecodeFilingRequest(record=b"9" * 75),
            grpc.StatusCode.INVALID_ARGUMENT,
            "effective_date (bytes 56-63): expected a date that exists, as YYYYMMDD",
            id="unreadable record",
        ),
        pytest.param(
            pb.DecodeFilingRequest(
                sealed=pb.SealedRecord(sealed_record=b"9" * 91, key_id="76f9da2ec7c02949")
            ),
            grpc.StatusCode.INVALID_ARGUMENT,
            "the sealed record was altered, or is no record sealed with key 76f9da2ec7c02949",
            id="broken seal",
        ),
        pytest.param(
            pb.DecodeFilingRequest(sealed=pb.SealedRecord(key_id="0" * 1_000_000)),
            grpc.StatusCode.FAILED_PRECONDITION,
            "the record is sealed with another key than this service's, 76f9da2ec7c02949",
            id="another key",
        ),
    ],
)
async def test_says_why_it_cannot_read(
    stub: InsuranceEdiServiceStub,
    request_: pb.DecodeFilingRequest,
    code: grpc.StatusCode,
    details: str,
) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await stub.DecodeFiling(request_)
    assert (error.value.code(), error.value.details()) == (code, details)


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
        written = await stub.EncodeFiling(pb.EncodeFilingRequest(filing=message))
        await stub.DecodeFiling(pb.DecodeFilingRequest(record=written.record))
        with pytest.raises(grpc.aio.AioRpcError):
            await stub.DecodeFiling(pb.DecodeFilingRequest(record=written.record + b" "))
        # The client may have its answer before the line is written.
        async with asyncio.timeout(10):
            while len(logs) < 3:  # noqa: ASYNC110 -- capture_logs gives a list, and no event
                await asyncio.sleep(0.01)
    assert message.resident_number not in str(logs)
