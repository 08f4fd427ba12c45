import asyncio
import re

import pytest
from structlog.testing import capture_logs

from kerp_grpc_server import healthcheck
from kerp_grpc_server.server import Server


def run(monkeypatch: pytest.MonkeyPatch, arguments: list[str], environment: str | None) -> int:
    monkeypatch.setattr("sys.argv", ["healthcheck", *arguments])
    if environment is None:
        monkeypatch.delenv("GRPC_ADDR", raising=False)
    else:
        monkeypatch.setenv("GRPC_ADDR", environment)
    return healthcheck.main()


async def test_a_serving_server_is_healthy(
    address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wildcard = address.replace("127.0.0.1", "0.0.0.0")
    with capture_logs():
        assert await asyncio.to_thread(run, monkeypatch, [], wildcard) == 0
    assert capsys.readouterr().out == f"{address} is SERVING\n"


async def test_a_stopped_server_is_not(
    server: Server,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await server.drain(0)
    assert await asyncio.to_thread(run, monkeypatch, [address], None) == 1
    assert re.match(f"{address} does not answer: UNAVAILABLE: ", capsys.readouterr().out)


@pytest.mark.parametrize(("arguments", "address"), [([], ""), (["50051"], "50051")])
def test_says_what_address_it_needs(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    address: str,
) -> None:
    assert run(monkeypatch, arguments, None) == 2
    assert capsys.readouterr().err == (
        f"address {address!r}: expected host:port, for example 0.0.0.0:50051 or [::]:50051;"
        " give one, or set GRPC_ADDR\n"
    )
