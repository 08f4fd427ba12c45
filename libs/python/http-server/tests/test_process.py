import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

PROGRAM = """
import asyncio, contextlib, sys
from starlette.responses import JSONResponse
from starlette.routing import Route
from kerp_http_server.process import run
from kerp_http_server.settings import HttpSettings

@contextlib.asynccontextmanager
async def beside():
    print('{"event": "open"}', flush=True)
    try:
        yield
    finally:
        print('{"event": "closed"}', flush=True)

async def wait(request):
    print('{"event": "entered"}', flush=True)
    await asyncio.Event().wait()

sys.exit(run("example", [Route("/wait", wait)], HttpSettings(), beside=[beside()]))
"""


def start(**environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "HTTP_ADDR": "127.0.0.1:0", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def events(example: subprocess.Popen[str]) -> Iterator[dict[str, object]]:
    assert example.stdout
    return (json.loads(line) for line in example.stdout)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_process_logs_its_life_and_ends_well(number: signal.Signals) -> None:
    with start(SHUTDOWN_DELAY="0.1", SHUTDOWN_GRACE="7") as example:
        lines = events(example)
        assert next(lines)["event"] == "open"
        listening = next(lines)
        assert (listening["event"], listening["service"]) == ("listening", "example")
        example.send_signal(number)
        draining, *rest = lines
        assert example.stderr
        assert example.stderr.read() == ""
    assert (draining["event"], draining["signal"]) == ("draining", number.name)
    assert (draining["delay_seconds"], draining["grace_seconds"]) == (0.1, 7)
    assert ([line["event"] for line in rest], example.returncode) == (["closed", "stopped"], 0)


def test_a_second_signal_ends_it_at_once() -> None:
    with start(SHUTDOWN_GRACE="300") as example:
        lines = events(example)
        next(lines)
        address = str(next(lines)["address"])
        with contextlib.closing(http.client.HTTPConnection(address, timeout=30)) as connection:
            connection.request("GET", "/wait")
            assert next(lines)["event"] == "entered"
            example.send_signal(signal.SIGTERM)
            assert next(lines)["event"] == "draining"
            example.send_signal(signal.SIGTERM)
            assert example.wait(30) == -signal.SIGTERM


def test_an_address_that_is_taken_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with start(HTTP_ADDR=address) as example:
            stdout, stderr = example.communicate()
    assert stderr == (
        f"example: cannot listen on {address}:"
        " the port is taken or the host is not of this machine\n"
    )
    assert stdout == '{"event": "open"}\n{"event": "closed"}\n'
    assert example.returncode == 1
