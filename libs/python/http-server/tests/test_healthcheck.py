import asyncio
import re
import subprocess
import sys

import pytest
from structlog.testing import capture_logs

from kerp_http_server import healthcheck
from kerp_http_server.server import Server


def run(monkeypatch: pytest.MonkeyPatch, arguments: list[str], environment: str | None) -> int:
    monkeypatch.setattr("sys.argv", ["healthcheck", *arguments])
    monkeypatch.setenv("http_proxy", "http://192.0.2.1:3128")  # has no say
    if environment is None:
        monkeypatch.delenv("HTTP_ADDR", raising=False)
    else:
        monkeypatch.setenv("HTTP_ADDR", environment)
    return healthcheck.main()


async def test_a_serving_server_is_healthy(
    address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wildcard = address.replace("127.0.0.1", "0.0.0.0")
    with capture_logs():
        assert await asyncio.to_thread(run, monkeypatch, [], wildcard) == 0
    assert capsys.readouterr().out == f"{address} answers 200 OK\n"


async def test_a_stopped_server_is_not(
    server: Server,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await server.drain(0, 10)
    assert await asyncio.to_thread(run, monkeypatch, [address], None) == 1
    assert re.match(f"{address} does not answer: Connection", capsys.readouterr().out)


async def test_a_server_that_answers_otherwise_is_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    other = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with other:
        address = f"127.0.0.1:{other.sockets[0].getsockname()[1]}"
        assert await asyncio.to_thread(run, monkeypatch, [address], None) == 1
    assert capsys.readouterr().out == f"{address} answers 503 Service Unavailable\n"


@pytest.mark.parametrize(("arguments", "address"), [([], ""), (["8080"], "8080")])
def test_says_what_address_it_needs(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    address: str,
) -> None:
    assert run(monkeypatch, arguments, None) == 2
    assert capsys.readouterr().err == (
        f"address {address!r}: expected host:port, for example 0.0.0.0:50051 or [::]:50051;"
        " give one, or set HTTP_ADDR\n"
    )


async def test_is_a_program(address: str) -> None:
    ended = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "kerp_http_server.healthcheck", address],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (0, f"{address} answers 200 OK\n")
