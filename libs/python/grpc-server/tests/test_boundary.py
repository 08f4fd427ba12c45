from __future__ import annotations

from typing import TYPE_CHECKING

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from structlog.testing import capture_logs

if TYPE_CHECKING:
    from conftest import Example, Method, Stream

    from kerp_grpc_server.server import Server


async def test_logs_an_answer(method: Method) -> None:
    with capture_logs() as logs:
        assert await method("Say")(b"hello") == b"said hello"
    (line,) = logs
    assert line.pop("milliseconds") >= 0
    assert line == {
        "event": "call answered",
        "log_level": "info",
        "method": "/example.v1.ExampleService/Say",
    }


async def test_a_health_check_is_no_news(channel: grpc.aio.Channel) -> None:
    with capture_logs() as logs:
        await health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest())
    assert [line["log_level"] for line in logs] == ["debug"]


ENDINGS = pytest.mark.parametrize(
    ("words", "code", "details", "event"),
    [
        pytest.param(
            b"refuse",
            grpc.StatusCode.INVALID_ARGUMENT,
            "say something else",
            "call refused",
            id="a refusal is the caller's to read",
        ),
        pytest.param(
            b"fail",
            grpc.StatusCode.INTERNAL,
            "internal error; see the service's log",
            "call failed",
            id="a failure is not",
        ),
    ],
)


@ENDINGS
async def test_tells_the_caller_only_what_is_meant_for_it(
    server: Server,
    method: Method,
    words: bytes,
    code: grpc.StatusCode,
    details: str,
    event: str,
) -> None:
    with capture_logs() as logs:
        with pytest.raises(grpc.aio.AioRpcError) as error:
            await method("Say")(words)
        await server.drain(10)  # the caller may have its answer before the call has ended
    assert (error.value.code(), error.value.details()) == (code, details)
    assert [(line["event"], line.get("code")) for line in logs] == [
        (event, "INVALID_ARGUMENT" if event == "call refused" else None)
    ]


@ENDINGS
async def test_a_stream_tells_it_after_what_it_wrote(
    server: Server,
    stream: Stream,
    words: bytes,
    code: grpc.StatusCode,
    details: str,
    event: str,
) -> None:
    with capture_logs() as logs:
        call = stream(words)
        assert [await call.read(), await call.read()] == [b"said ", b"said "]
        with pytest.raises(grpc.aio.AioRpcError) as error:
            await call.read()
        await server.drain(10)
    assert (error.value.code(), error.value.details()) == (code, details)
    assert [line["event"] for line in logs] == [event]


async def test_a_stream_that_ends_is_one_answer(server: Server, stream: Stream) -> None:
    with capture_logs() as logs:
        received = [response async for response in stream(b"bye")]
        await server.drain(10)
    assert received == [b"said ", b"said ", b"said bye"]
    assert [line["event"] for line in logs] == ["call answered"]


async def test_logs_that_the_caller_went_away(
    server: Server, method: Method, example: Example
) -> None:
    with capture_logs() as logs:
        call = method("Say")(b"wait")
        await example.entered.wait()
        call.cancel()
        await server.drain(10)
    assert [line["event"] for line in logs] == ["call cancelled"]


async def test_an_unknown_method_is_unimplemented(method: Method) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await method("Shout")(b"hello")
    assert error.value.code() is grpc.StatusCode.UNIMPLEMENTED
