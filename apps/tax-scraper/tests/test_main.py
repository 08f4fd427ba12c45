import json
import os
import signal
import subprocess
import sys

import pytest


def test_serves_healthily_until_sigterm() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tax_scraper"],
        env={**os.environ, "GRPC_ADDR": "127.0.0.1:0"},
        stdout=subprocess.PIPE,
        text=True,
    ) as service:
        assert service.stdout
        address = json.loads(service.stdout.readline())["address"]
        health = subprocess.run(
            [sys.executable, "-m", "kerp_grpc_server.healthcheck", address],
            capture_output=True,
            text=True,
            check=False,
        )
        service.send_signal(signal.SIGTERM)
    assert (health.stdout, health.returncode) == (f"{address} is SERVING\n", 0)
    assert service.returncode == 0


def test_lists_wrong_settings_without_a_traceback() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tax_scraper"],
        env={**os.environ, "GRPC_ADDR": "nowhere", "SHUTDOWN_GRACE": "soon"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr == (
        "tax-scraper: 2 settings are wrong\n"
        "  GRPC_ADDR='nowhere': expected host:port,"
        " for example 0.0.0.0:50051 or [::]:50051\n"
        "  SHUTDOWN_GRACE='soon': Input should be a valid number,"
        " unable to parse string as a number\n"
    )


@pytest.mark.parametrize(
    ("chromium", "returncode", "message"),
    [
        pytest.param(
            "/nowhere/chromium",
            2,
            "tax-scraper: 1 setting is wrong\n"
            "  CHROMIUM_PATH='/nowhere/chromium': Path does not point to a file\n",
            id="no such file",
        ),
        pytest.param(
            sys.executable,
            1,
            f"tax-scraper: {sys.executable}: ",
            id="no browser",
        ),
    ],
)
def test_selfcheck_says_what_is_wrong_with_the_browser(
    chromium: str, returncode: int, message: str
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tax_scraper", "selfcheck"],
        # Nx wants colours and a user may not: of both wishes together Playwright's Node complains.
        env={**os.environ, "CHROMIUM_PATH": chromium, "FORCE_COLOR": "0", "NO_COLOR": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (returncode, "")
    assert ended.stderr.startswith(message)
