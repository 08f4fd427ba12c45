"""Every error of a layer below ends as one of ours, and so as a code of gRPC."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from unittest.mock import patch

import anyio.to_process
import grpc
import pytest
from playwright.async_api import Error as PlaywrightError
from selectolax.lexbor import SelectolaxError

from tax_scraper import invoice_page
from tax_scraper.browser import Browser, translated
from tax_scraper.credentials import CredentialStore
from tax_scraper.errors import ScraperError
from tax_scraper.page_parser import PageParser
from tax_scraper.servicer import CODES

Step = Callable[[Path], Awaitable[object]]


def playwright(message: str) -> Step:
    async def step(_folder: Path) -> None:
        with translated():
            raise PlaywrightError(message)

    return step


def credential(content: bytes | None) -> Step:
    async def step(folder: Path) -> None:
        file = folder / "agent.json"
        if content is None:
            file.mkdir()
        else:
            file.write_bytes(content)
        CredentialStore(folder).get("agent")

    return step


def worker(error: BaseException) -> Step:
    """The process that parses ends so: real ones do too, in test_page_parser.py."""

    async def step(_folder: Path) -> None:
        with patch.object(anyio.to_process, "run_sync", side_effect=error):
            await PageParser().parse(b"")

    return step


async def broken_markup(_folder: Path) -> None:
    with patch.object(invoice_page, "LexborHTMLParser", side_effect=SelectolaxError("broken")):
        invoice_page.parse(b"")


def page(html: bytes) -> Step:
    return lambda _folder: PageParser().parse(html)


async def no_credential(folder: Path) -> None:
    CredentialStore(folder).get("agent")


async def no_executable(folder: Path) -> None:
    async with Browser(folder / "chromium").page():
        pass


UNAVAILABLE, DATA_LOSS = grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DATA_LOSS
FAILED_PRECONDITION = grpc.StatusCode.FAILED_PRECONDITION


@pytest.mark.parametrize(
    ("step", "code"),
    [
        pytest.param(playwright("net::ERR_CONNECTION_REFUSED"), UNAVAILABLE, id="refused"),
        pytest.param(playwright("net::ERR_NAME_NOT_RESOLVED"), UNAVAILABLE, id="no such host"),
        pytest.param(playwright("net::ERR_CERT_DATE_INVALID"), UNAVAILABLE, id="certificate"),
        pytest.param(playwright("Target page has been closed"), UNAVAILABLE, id="browser died"),
        pytest.param(playwright("Page crashed"), UNAVAILABLE, id="page crashed"),
        pytest.param(no_executable, FAILED_PRECONDITION, id="no executable"),
        pytest.param(no_credential, FAILED_PRECONDITION, id="FileNotFoundError"),
        pytest.param(credential(None), FAILED_PRECONDITION, id="OSError"),
        pytest.param(credential(b"{}"), FAILED_PRECONDITION, id="ValidationError"),
        pytest.param(credential(b"\xff"), FAILED_PRECONDITION, id="no UTF-8"),
        pytest.param(page(b"<p>"), DATA_LOSS, id="ValueError"),
        pytest.param(page(b"\xff"), DATA_LOSS, id="UnicodeDecodeError"),
        pytest.param(page(b"<meta charset=x>"), DATA_LOSS, id="unknown character set"),
        pytest.param(broken_markup, DATA_LOSS, id="SelectolaxError"),
        pytest.param(worker(TimeoutError()), DATA_LOSS, id="TimeoutError"),
        pytest.param(worker(MemoryError()), DATA_LOSS, id="MemoryError"),
        pytest.param(worker(anyio.BrokenWorkerProcess()), DATA_LOSS, id="BrokenWorkerProcess"),
    ],
)
async def test_every_error_below_has_a_code(
    tmp_path: Path, step: Step, code: grpc.StatusCode
) -> None:
    with pytest.raises(ScraperError) as error:
        await step(tmp_path)
    assert CODES[type(error.value)] is code
