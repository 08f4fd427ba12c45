from __future__ import annotations

import asyncio
import contextlib
import http.client
import re
import socket
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from kerp_http_server.server import Server

if TYPE_CHECKING:
    from conftest import Ask, Example


async def test_a_drain_says_so_goes_on_and_lets_running_requests_end(
    ask: Ask, server: Server, address: str, example: Example
) -> None:
    running = asyncio.create_task(ask(address, "/say/wait"))
    await example.entered.wait()
    assert "Connection" not in (await ask(address, "/ready")).headers
    drained = asyncio.create_task(server.drain(2, 30))
    await asyncio.sleep(0)  # one turn of the loop: the drain has begun

    ready = await ask(address, "/ready")
    assert (ready.status, ready.json) == (503, {"status": "stopping"})
    assert (await ask(address, "/health")).status == 200
    said = await ask(address, "/say/hello")
    assert (said.json, said.headers.get_all("Connection")) == ({"said": "hello"}, ["close"])

    while not await free(address):  # it is after the delay
        assert not drained.done()
    assert not running.done()
    example.release.set()
    assert (await running).json == {"said": "wait"}
    await drained


async def free(address: str) -> bool:
    """Asks without a connection: one that is taken while the server closes would be lost."""
    await asyncio.sleep(0)
    host, port = address.split(":")
    try:
        socket.create_server((host, int(port))).close()
    except OSError:
        return False
    return True


async def test_a_drain_ends_what_outlasts_the_grace(
    ask: Ask, server: Server, address: str, example: Example
) -> None:
    running = asyncio.create_task(ask(address, "/say/wait"))
    await example.entered.wait()
    with capture_logs() as logs:
        await server.drain(0, 0.3)
        answer = await running
    assert (answer.status, answer.json) == (
        503,
        {"type": "about:blank", "title": "Service Unavailable", "status": 503},
    )
    assert [(line["event"], line["log_level"]) for line in logs] == [("request cut off", "warning")]


async def test_a_drain_closes_a_kept_connection(server: Server, address: str) -> None:
    kept = http.client.HTTPConnection(address, timeout=10)
    with contextlib.closing(kept):

        def again() -> bytes:
            kept.request("GET", "/health")
            return kept.getresponse().read()

        assert await asyncio.to_thread(again) == await asyncio.to_thread(again)
        await asyncio.wait_for(server.drain(0, 30), 10)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost", "0.0.0.0", "[::]"])
async def test_listens_on(ask: Ask, host: str) -> None:
    server = Server("example", [])
    address = await server.start(f"{host}:0")
    assert re.fullmatch(rf"{re.escape(host)}:[1-9]\d*", address)
    assert (await ask(address, "/health")).status == 200
    await server.drain(0, 10)


async def test_says_which_address_is_taken(address: str) -> None:
    with pytest.raises(OSError, match=f"^cannot listen on {address}: the port is taken or"):
        await Server("example", []).start(address)
