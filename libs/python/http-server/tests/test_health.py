from __future__ import annotations

import asyncio
import platform
import socket
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from kerp_http_server import health
from kerp_http_server.server import Server

if TYPE_CHECKING:
    from conftest import Ask, Example


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("/health", {"status": "ok"}),
        ("/ready", {"status": "ready", "checks": {"disk": "ok", "table": "ok"}}),
        (
            "/version",
            {
                "service": "example",
                "python": platform.python_version(),
                "instance": socket.gethostname(),
            },
        ),
    ],
)
async def test_tells_how_it_is(ask: Ask, address: str, path: str, content: object) -> None:
    answer = await ask(address, path)
    assert (answer.status, answer.json) == (200, content)
    assert answer.headers["Cache-Control"] == "no-store"


async def test_without_checks_it_is_ready(ask: Ask) -> None:
    server = Server("example", [])
    answer = await ask(await server.start("127.0.0.1:0"), "/ready")
    await server.drain(0, 10)
    assert (answer.status, answer.json) == (200, {"status": "ready"})


async def test_names_the_check_that_fails_and_logs_why(
    ask: Ask, address: str, example: Example
) -> None:
    example.outcome = lambda: ConnectionError("10.0.0.7 refused")
    with capture_logs() as logs:
        answer = await ask(address, "/ready")
    assert (answer.status, answer.json) == (
        503,
        {"status": "not ready", "checks": {"disk": "ok", "table": "failing"}},
    )
    assert [line for line in logs if line["log_level"] != "debug"] == [
        {
            "event": "readiness check failed",
            "log_level": "warning",
            "check": "table",
            "error": "ConnectionError('10.0.0.7 refused')",
        }
    ]
    assert (await ask(address, "/health")).status == 200


async def test_a_check_that_hangs_fails(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "CHECK_SECONDS", 0.05)
    server = Server("example", [], [health.Check("queue", asyncio.Event().wait)])
    with capture_logs():
        answer = await ask(await server.start("127.0.0.1:0"), "/ready")
    await server.drain(0, 10)
    assert answer.json == {"status": "not ready", "checks": {"queue": "failing"}}
