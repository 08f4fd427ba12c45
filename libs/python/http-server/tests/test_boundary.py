from __future__ import annotations

import asyncio
import http.client
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from kerp_http_server import boundary
from kerp_http_server.server import MAX_HEADER

if TYPE_CHECKING:
    from conftest import Ask, Example

    from kerp_http_server.server import Server


def a_problem(status: int, title: str) -> dict[str, object]:
    return {"type": "about:blank", "title": title, "status": status}


@pytest.mark.parametrize(
    ("method", "path", "problem", "line"),
    [
        pytest.param(
            "GET",
            "/say/refuse",
            a_problem(422, "Unprocessable Entity") | {"detail": "say something else"},
            ("info", "request answered", "/say/{word}"),
            id="a refusal is the client's to read",
        ),
        pytest.param(
            "GET",
            "/say/fail",
            a_problem(500, "Internal Server Error"),
            ("error", "request failed", "/say/{word}"),
            id="a failure is not",
        ),
        pytest.param(
            "GET",
            "/say/late",
            a_problem(500, "Internal Server Error"),
            ("error", "request failed", "/say/{word}"),
            id="a time limit within the service is a failure",
        ),
        pytest.param(
            "GET",
            "/900101-1234568",
            a_problem(404, "Not Found"),
            ("info", "request answered", None),
            id="an unknown path",
        ),
        pytest.param(
            "GET",
            "/health/",
            a_problem(404, "Not Found"),
            ("info", "request answered", None),
            id="a path with one slash more",
        ),
        pytest.param(
            "DELETE",
            "/say/bye",
            a_problem(405, "Method Not Allowed"),
            ("info", "request answered", "/say/{word}"),
            id="another method",
        ),
    ],
)
async def test_what_fails_is_a_problem(
    ask: Ask,
    address: str,
    method: str,
    path: str,
    problem: dict[str, object],
    line: tuple[str, str, str | None],
) -> None:
    with capture_logs() as logs:
        answer = await ask(address, path, method)
    assert (answer.status, answer.json) == (problem["status"], problem)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert [(each["log_level"], each["event"], each["route"]) for each in logs] == [line]


async def test_logs_an_answer_without_its_path(ask: Ask, address: str) -> None:
    with capture_logs() as logs:
        answer = await ask(address, "/say/900101-1234568")
    assert (answer.status, answer.json) == (200, {"said": "900101-1234568"})
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    (line,) = logs
    assert line.pop("milliseconds") >= 0
    assert line == {
        "event": "request answered",
        "log_level": "info",
        "method": "GET",
        "route": "/say/{word}",
        "status": 200,
    }


@pytest.mark.parametrize("path", ["/health", "/ready", "/version"])
async def test_a_probe_is_no_news(ask: Ask, address: str, path: str) -> None:
    with capture_logs() as logs:
        await ask(address, path)
    assert [line["log_level"] for line in logs] == ["debug"]


async def test_an_answer_that_breaks_off_is_cut(ask: Ask, address: str) -> None:
    with capture_logs() as logs, pytest.raises(http.client.IncompleteRead) as error:
        await ask(address, "/break")
    assert error.value.partial == b"900101"
    assert [line["event"] for line in logs] == ["request failed"]


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(
    ("size", "status", "content"),
    [
        (boundary.MAX_BODY, 200, {"size": boundary.MAX_BODY}),
        (boundary.MAX_BODY + 1, 413, a_problem(413, "Request Entity Too Large")),
    ],
)
async def test_a_body_has_a_limit(
    ask: Ask, address: str, size: int, status: int, content: object, *, chunked: bool
) -> None:
    body = iter([b"x" * size]) if chunked else b"x" * size
    answer = await ask(address, "/size", "POST", body)
    assert (answer.status, answer.json) == (status, content)


async def test_headers_have_a_limit(address: str) -> None:
    host, port = address.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"GET /health HTTP/1.1\r\nX-Long: " + b"x" * MAX_HEADER)
    answer = await reader.read()
    writer.close()
    assert (answer[:12], answer[-30:]) == (b"HTTP/1.1 400", b"Invalid HTTP request received.")


async def test_refuses_more_requests_than_it_can_hold_and_answers_probes(
    ask: Ask, address: str, example: Example, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boundary, "MAX_REQUESTS", 1)
    running = asyncio.create_task(ask(address, "/say/wait"))
    await example.entered.wait()
    refused = await ask(address, "/say/hello")
    assert (refused.status, refused.json) == (503, a_problem(503, "Service Unavailable"))
    assert refused.headers["Retry-After"] == "2"
    assert (await ask(address, "/ready")).status == 200
    example.release.set()
    assert (await running).status == 200
    assert (await ask(address, "/say/hello")).status == 200


async def test_a_request_that_takes_too_long_is_cut_off(
    ask: Ask, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boundary, "REQUEST_SECONDS", 0.05)
    with capture_logs() as logs:
        answer = await ask(address, "/say/wait")
    assert (answer.status, answer.json) == (503, a_problem(503, "Service Unavailable"))
    assert [(line["event"], line["status"]) for line in logs] == [("request timed out", 503)]


async def test_logs_that_the_client_went_away(
    server: Server, example: Example, address: str
) -> None:
    host, port = address.split(":")
    with capture_logs() as logs:
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"POST /size HTTP/1.1\r\nHost: example\r\nContent-Length: 9\r\n\r\nhalf")
        await example.entered.wait()
        writer.close()
        await writer.wait_closed()
        await server.drain(0, 10)
    assert [line["event"] for line in logs] == ["request cancelled"]
