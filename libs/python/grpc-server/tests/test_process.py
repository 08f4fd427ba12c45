import json
import os
import signal
import subprocess
import sys

import pytest

PROGRAM = """
import sys
from kerp_grpc_server.process import run
from kerp_grpc_server.settings import GrpcSettings
sys.exit(run("example", [], GrpcSettings()))
"""


@pytest.fixture
def example() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "GRPC_ADDR": "127.0.0.1:0"},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_process_logs_its_life_and_ends_well_on_sigterm(example: subprocess.Popen[str]) -> None:
    with example:
        assert example.stdout
        listening = json.loads(example.stdout.readline())
        assert (listening["event"], listening["service"]) == ("listening", "example")
        example.send_signal(signal.SIGTERM)
        rest = [json.loads(line)["event"] for line in example.stdout]
    assert (rest, example.returncode) == (["draining", "stopped"], 0)


def test_an_address_that_cannot_be_had_is_one_line() -> None:
    # 192.0.2.0/24 is kept for documentation: no machine has an address of it.
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "GRPC_ADDR": "192.0.2.1:50051", "GRPC_VERBOSITY": "NONE"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        "example: cannot listen on 192.0.2.1:50051:"
        " the port is taken or the host is not of this machine\n"
    )


BESIDE = """
import contextlib, sys
from kerp_grpc_server.process import run
from kerp_grpc_server.settings import GrpcSettings

@contextlib.asynccontextmanager
async def beside():
    print('{"event": "open"}', flush=True)
    yield
    print('{"event": "closed"}', flush=True)

sys.exit(run("example", [], GrpcSettings(), [beside()]))
"""


def test_what_is_done_beside_is_open_around_all_calls() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", BESIDE],
        env={**os.environ, "GRPC_ADDR": "127.0.0.1:0"},
        stdout=subprocess.PIPE,
        text=True,
    ) as example:
        assert example.stdout
        events = [json.loads(example.stdout.readline())["event"] for _ in range(2)]
        example.send_signal(signal.SIGTERM)
        events += [json.loads(line)["event"] for line in example.stdout]
    assert events == ["open", "listening", "draining", "closed", "stopped"]
    assert example.returncode == 0
