from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import grpc
import pytest

from kerp_grpc_server.server import Server, Service

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    Method = Callable[[str], grpc.aio.UnaryUnaryMultiCallable[bytes, bytes]]
    Stream = grpc.aio.UnaryStreamMultiCallable[bytes, bytes]

NAME = "example.v1.ExampleService"


@dataclass
class Example:
    """A service that waits, fails or refuses as the request says, in one answer or a stream."""

    entered: asyncio.Event = field(default_factory=asyncio.Event)
    release: asyncio.Event = field(default_factory=asyncio.Event)
    closed: bool = False

    async def say(self, request: bytes, context: grpc.aio.ServicerContext[bytes, bytes]) -> bytes:
        if request == b"wait":
            self.entered.set()
            await self.release.wait()
        if request == b"fail":
            raise RuntimeError("900101-1234568 is not in the table")
        if request == b"refuse":
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, "say something else")
        return b"said " + request

    async def repeat(self, request: bytes, context: grpc.aio.ServicerContext[bytes, bytes]) -> None:
        for _ in range(2):
            await context.write(await self.say(b"", context))
        await context.write(await self.say(request, context))

    async def close(self) -> None:
        self.closed = True

    def add(self, server: grpc.aio.Server) -> None:
        say: grpc.RpcMethodHandler[bytes, bytes] = grpc.unary_unary_rpc_method_handler(self.say)
        # The type stubs know only a method that returns an iterator.
        repeat: grpc.RpcMethodHandler[bytes, bytes] = grpc.unary_stream_rpc_method_handler(
            cast("Any", self.repeat)
        )
        methods = {"Say": say, "Repeat": repeat}
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(NAME, methods),))


@pytest.fixture
def example() -> Example:
    return Example()


@pytest.fixture
def service(example: Example) -> Service:
    return Service(NAME, example.add, example.close)


@pytest.fixture
async def server(service: Service) -> Server:  # grpc.aio binds it to the running loop
    return Server([service])


@pytest.fixture
async def address(server: Server) -> AsyncIterator[str]:
    yield await server.start("127.0.0.1:0")
    await server.drain(0)


@pytest.fixture
async def channel(address: str) -> AsyncIterator[grpc.aio.Channel]:
    async with grpc.aio.insecure_channel(address) as channel:
        yield channel


@pytest.fixture
def method(channel: grpc.aio.Channel) -> Method:
    return lambda name: channel.unary_unary(f"/{NAME}/{name}")


@pytest.fixture
def stream(channel: grpc.aio.Channel) -> Stream:
    return channel.unary_stream(f"/{NAME}/Repeat")
