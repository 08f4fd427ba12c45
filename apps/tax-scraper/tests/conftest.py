import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import settings

from tax_scraper.browser import Browser
from tax_scraper.settings import CHROMIUM

TESTS = Path(__file__).parent

# The same examples everywhere and every time, however busy the machine: a failure is a bug.
settings.register_profile("workspace", derandomize=True, deadline=None, database=None)
settings.load_profile("workspace")


@pytest.fixture(scope="session")
def chromium() -> Path:
    """A real one: these tests are worth nothing without, so they fail."""
    executable = Path(os.environ.get("CHROMIUM_PATH", CHROMIUM))
    if not executable.is_file():
        pytest.fail(f"no Chromium at {executable}: run make setup, or set CHROMIUM_PATH")
    return executable


@pytest.fixture(scope="session")
def portal_url() -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, "-m", "portal_stand_in", "--address", "127.0.0.1:0"],
        cwd=TESTS,
        stdout=subprocess.PIPE,
        text=True,
    ) as portal:
        assert portal.stdout
        address = json.loads(portal.stdout.readline())["address"]
        yield f"http://{address}"
        portal.terminate()
    assert portal.returncode == 0


@pytest.fixture(scope="session")
def credentials(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("credentials")
    for name, password in (("agent", "stand-in"), ("expired", "hunter2")):
        text = json.dumps({"user": "kim", "password": password})
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    return folder


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: Path) -> AsyncIterator[Browser]:
    """One for all tests that do not kill it."""
    browser = Browser(chromium)
    yield browser
    await browser.close()


@pytest.fixture
def mute_portal() -> Iterator[str]:
    """A portal whose connections are made, by the kernel, and never answered."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        host, port = server.getsockname()
        yield f"http://{host}:{port}"
