from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import pytest
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from kerp_http_server.health import Check
from kerp_http_server.server import Server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from email.message import Message

    from starlette.requests import Request


@dataclass
class Answer:
    status: int
    headers: Message
    text: str

    @property
    def json(self) -> object:
        content: object = json.loads(self.text)
        return content


class Ask(Protocol):
    async def __call__(
        self,
        address: str,
        path: str,
        method: str = "GET",
        body: bytes | Iterator[bytes] | None = None,
        **headers: str,
    ) -> Answer: ...


@pytest.fixture
def ask() -> Ask:
    async def ask(
        address: str,
        path: str,
        method: str = "GET",
        body: bytes | Iterator[bytes] | None = None,
        **headers: str,
    ) -> Answer:
        def wait() -> Answer:
            with contextlib.closing(http.client.HTTPConnection(address, timeout=30)) as connection:
                connection.request(method, path, body, headers)
                response = connection.getresponse()
                return Answer(response.status, response.headers, response.read().decode())

        return await asyncio.to_thread(wait)

    return ask


@dataclass
class Example:
    """An API that waits, fails or refuses as the path says, and a check that passes until told."""

    entered: asyncio.Event = field(default_factory=asyncio.Event)
    release: asyncio.Event = field(default_factory=asyncio.Event)
    outcome: Callable[[], Exception | None] = lambda: None

    def routes(self) -> list[Route]:
        return [
            Route("/say/{word}", self.say),
            Route("/size", self.size, methods=["POST"]),
            Route("/break", self.cut),
        ]

    def checks(self) -> list[Check]:
        return [Check("disk", self._passes), Check("table", self._checked)]

    async def say(self, request: Request) -> Response:
        word = request.path_params["word"]
        if word == "wait":
            self.entered.set()
            await self.release.wait()
        if word == "fail":
            raise RuntimeError("900101-1234568 is not in the table")
        if word == "late":
            raise TimeoutError("the table does not answer")
        if word == "refuse":
            raise HTTPException(422, "say something else")
        return JSONResponse({"said": word})

    async def size(self, request: Request) -> Response:
        self.entered.set()
        return JSONResponse({"size": len(await request.body())})

    async def cut(self, _request: Request) -> Response:
        async def parts() -> AsyncIterator[str]:
            yield "900101"
            raise RuntimeError("the other half is gone")

        return StreamingResponse(parts())

    async def _passes(self) -> None: ...

    async def _checked(self) -> None:
        if error := self.outcome():
            raise error


@pytest.fixture
async def example() -> Example:
    return Example()


@pytest.fixture
async def server(example: Example) -> Server:
    return Server("example", example.routes(), example.checks())


@pytest.fixture
async def address(server: Server, example: Example) -> AsyncIterator[str]:
    yield await server.start("127.0.0.1:0")
    example.release.set()
    await server.drain(0, 10)
