from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kerp_process.process import opened, stop_signal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PROGRAM = """
import asyncio, sys
import structlog
from kerp_logging.setup import Level
from kerp_process.process import run, stop_signal

async def serve():
    stopping = stop_signal()
    structlog.get_logger().info("serving")
    structlog.get_logger().info("stopping", signal=await stopping)
    if "fail" in sys.argv:
        raise OSError("cannot listen on 192.0.2.1:80")
    if "hang" in sys.argv:
        await asyncio.Event().wait()

sys.exit(run("example", Level.INFO, serve()))
"""


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def read(example: subprocess.Popen[str]) -> dict[str, str]:
    assert example.stdout
    line: dict[str, str] = json.loads(example.stdout.readline())
    return line


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param([], 0, "", id="served"),
        pytest.param(["fail"], 1, "example: cannot listen on 192.0.2.1:80\n", id="could not"),
    ],
)
def test_a_signal_ends_it_with_an_exit_code(
    number: signal.Signals, arguments: list[str], code: int, said: str
) -> None:
    with start(*arguments) as example:
        assert (read(example)["event"], example.poll()) == ("serving", None)
        example.send_signal(number)
        stopping = read(example)
        _, stderr = example.communicate()
    assert (stopping["service"], stopping["signal"]) == ("example", number.name)
    assert (example.returncode, stderr) == (code, said)


def test_a_second_signal_ends_it_at_once() -> None:
    with start("hang") as example:
        read(example)
        example.send_signal(signal.SIGTERM)
        read(example)
        example.send_signal(signal.SIGTERM)
    assert example.returncode == -signal.SIGTERM


async def test_the_signal_is_named() -> None:
    stopping = stop_signal()
    os.kill(os.getpid(), signal.SIGINT)
    assert await asyncio.wait_for(stopping, 10) == "SIGINT"


async def test_what_is_beside_closes_in_reverse_also_when_one_does_not_open() -> None:
    events: list[str] = []

    @contextlib.asynccontextmanager
    async def beside(name: str, *, opens: bool = True) -> AsyncIterator[None]:
        events.append(f"open {name}")
        if not opens:
            raise RuntimeError(name)
        yield
        events.append(f"close {name}")

    async with opened([beside("one"), beside("two")]):
        events.append("serve")
    assert events == ["open one", "open two", "serve", "close two", "close one"]

    events.clear()
    with pytest.raises(RuntimeError, match=r"^two$"):
        async with opened([beside("one"), beside("two", opens=False)]):
            events.append("serve")
    assert events == ["open one", "open two"]
