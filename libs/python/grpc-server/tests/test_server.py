from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)
from structlog.testing import capture_logs

from kerp_grpc_server.server import MAX_CALLS, Server, Service, serve
from kerp_grpc_server.settings import GrpcSettings

if TYPE_CHECKING:
    from conftest import Example, Method

NAME = "example.v1.ExampleService"
SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING


@pytest.mark.parametrize("name", ["", NAME])
async def test_serves_health(channel: grpc.aio.Channel, name: str) -> None:
    request = health_pb2.HealthCheckRequest(service=name)
    answer = await health_pb2_grpc.HealthStub(channel).Check(request)
    assert answer.status == SERVING


async def test_reflects_its_services(address: str) -> None:
    def names() -> list[str]:
        with grpc.insecure_channel(address) as channel:
            return sorted(ProtoReflectionDescriptorDatabase(channel).get_services())

    assert await asyncio.to_thread(names) == [
        NAME,
        "grpc.health.v1.Health",
        "grpc.reflection.v1alpha.ServerReflection",
    ]


async def test_a_drain_says_so_and_lets_running_calls_end(
    server: Server, channel: grpc.aio.Channel, method: Method, example: Example
) -> None:
    running = method("Say")(b"wait")
    await example.entered.wait()
    watch = health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest())
    assert (await watch.read()).status == SERVING
    drained = asyncio.create_task(server.drain(30))
    assert (await watch.read()).status == NOT_SERVING
    watch.cancel()
    example.release.set()
    assert await running == b"said wait"
    await drained


async def test_a_drain_ends_what_outlasts_the_grace(
    server: Server, method: Method, example: Example
) -> None:
    running = method("Say")(b"wait")
    await example.entered.wait()
    await server.drain(0)
    assert await running.code() in {grpc.StatusCode.CANCELLED, grpc.StatusCode.UNAVAILABLE}


async def test_closes_a_service_after_its_last_call(
    server: Server, method: Method, example: Example
) -> None:
    running = method("Say")(b"wait")
    await example.entered.wait()
    drained = asyncio.create_task(server.drain(30))
    await asyncio.sleep(0)  # one turn of the loop: the drain has begun
    assert not example.closed
    example.release.set()
    assert await running == b"said wait"
    await drained
    assert example.closed


async def test_refuses_more_calls_than_it_can_hold(method: Method, example: Example) -> None:
    calls = [method("Say")(b"wait") for _ in range(MAX_CALLS + 1)]
    refused, waiting = await asyncio.wait(
        [asyncio.ensure_future(call.code()) for call in calls], return_when=asyncio.FIRST_COMPLETED
    )
    assert [await code for code in refused] == [grpc.StatusCode.RESOURCE_EXHAUSTED]
    example.release.set()
    assert {await code for code in waiting} == {grpc.StatusCode.OK}


async def test_a_connection_ends_by_age_and_its_running_call_does_not(
    service: Service, example: Example
) -> None:
    server = Server([service], connection_age=0.1)
    async with grpc.aio.insecure_channel(await server.start("127.0.0.1:0")) as channel:
        say: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(f"/{NAME}/Say")
        running = say(b"wait")
        await example.entered.wait()
        await channel.wait_for_state_change(grpc.ChannelConnectivity.READY)
        assert not running.done()
        example.release.set()
        assert await running == b"said wait"
        assert await say(b"more") == b"said more"
    await server.drain(0)


async def test_says_which_address_is_taken(address: str, service: Service) -> None:
    with pytest.raises(OSError, match=f"^cannot listen on {address}: the port is taken or"):
        await Server([service]).start(address)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_stop_signal_ends_it(service: Service, number: signal.Signals) -> None:
    settings = GrpcSettings(grpc_addr="127.0.0.1:0", shutdown_grace=3)
    with capture_logs() as logs:
        serving = asyncio.create_task(serve([service], settings))
        await asyncio.sleep(0)  # one turn of the loop: the handlers are set
        os.kill(os.getpid(), number)
        await serving
    assert [line["event"] for line in logs] == ["listening", "draining", "stopped"]
    assert logs[1]["signal"] == number.name
