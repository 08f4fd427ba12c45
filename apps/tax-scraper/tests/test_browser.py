"""With a real Chromium, which each of these tests starts and most of them kill."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Error, Page

from tax_scraper.browser import Browser, translated
from tax_scraper.errors import BrowserDiedError, NoBrowserError, PortalUnavailableError


@pytest.fixture
async def own_browser(chromium: Path) -> AsyncIterator[Browser]:
    browser = Browser(chromium)
    yield browser
    await browser.close()


async def chromium_process(page: Page) -> int:
    assert page.context.browser
    session = await page.context.browser.new_browser_cdp_session()
    processes = (await session.send("SystemInfo.getProcessInfo"))["processInfo"]
    return next(int(process["id"]) for process in processes if process["type"] == "browser")


def parent(process: int) -> int:
    status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    return int(status.rpartition(")")[2].split()[1])


async def test_one_chromium_serves_one_page_after_another(own_browser: Browser) -> None:
    async with own_browser.page() as first:
        process = await chromium_process(first)
        await first.context.add_cookies([{"name": "a", "value": "b", "url": "http://127.0.0.1"}])
    async with own_browser.page() as second, own_browser.page() as third:
        assert await chromium_process(second) == await chromium_process(third) == process
        assert await second.context.cookies() == []
    assert second.context.browser
    assert second.context.browser.contexts == []


async def test_the_context_is_closed_whatever_happens(own_browser: Browser) -> None:
    with pytest.raises(KeyError):
        async with own_browser.page() as page:
            raise KeyError
    assert page.context.browser
    assert page.context.browser.contexts == []


async def test_starts_again_when_chromium_was_killed(own_browser: Browser) -> None:
    async with own_browser.page() as page:
        process = await chromium_process(page)
        assert page.context.browser
        gone = asyncio.Event()
        page.context.browser.on("disconnected", lambda _: gone.set())
        os.kill(process, signal.SIGKILL)
        await gone.wait()
        with (
            pytest.raises(BrowserDiedError, match=r"^the browser failed: Page\.title: "),
            translated(),
        ):
            await page.title()
    async with own_browser.page() as page:
        assert await chromium_process(page) != process


async def test_starts_again_when_the_driver_was_killed(own_browser: Browser) -> None:
    async with own_browser.page() as page:
        process = await chromium_process(page)
        os.kill(parent(process), signal.SIGKILL)
    async with own_browser.page() as page:
        assert await chromium_process(page) != process


async def test_a_page_that_does_not_close_ends_with_its_browser(
    own_browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tax_scraper.browser.CLOSE_SECONDS", 0.1)
    async with own_browser.page() as page:
        process = await chromium_process(page)
        monkeypatch.setattr(page.context, "close", asyncio.Event().wait)
    async with own_browser.page() as page:
        assert await chromium_process(page) != process


async def test_leaves_no_process_behind(own_browser: Browser) -> None:
    async with own_browser.page() as page:
        process = await chromium_process(page)
        driver = parent(process)
    await own_browser.close()
    await own_browser.close()
    for ended in (process, driver):
        with pytest.raises(ProcessLookupError):
            os.kill(ended, 0)


async def test_closing_what_never_started_is_nothing(chromium: Path) -> None:
    await Browser(chromium).close()


async def test_says_that_there_is_no_browser(tmp_path: Path) -> None:
    browser = Browser(tmp_path / "chromium")
    for _ in range(2):
        with pytest.raises(NoBrowserError) as error:
            async with browser.page():
                pass
        assert str(error.value) == (
            f"no browser: {tmp_path}/chromium is no file;"
            " install Chromium there, or set CHROMIUM_PATH"
        )
    await browser.close()


async def test_says_that_it_does_not_start() -> None:
    browser = Browser(Path(sys.executable))
    with pytest.raises(BrowserDiedError) as error:
        async with browser.page():
            pass
    assert str(error.value) == (
        f"{sys.executable} does not start: Try `python -h' for more information."
    )
    await browser.close()


@pytest.mark.parametrize(
    ("message", "type_", "told"),
    [
        (
            "Page.goto: net::ERR_CONNECTION_REFUSED at http://x/?business_number=1234567891",
            PortalUnavailableError,
            "the portal cannot be reached: net::ERR_CONNECTION_REFUSED",
        ),
        (
            'Locator.fill: Element is not visible\nCall log:\n  - fill("hunter2")',
            BrowserDiedError,
            "the browser failed: Locator.fill: Element is not visible",
        ),
    ],
)
def test_tells_nothing_that_was_typed(message: str, type_: type[Exception], told: str) -> None:
    with pytest.raises(type_) as error, translated():
        raise Error(message)
    assert str(error.value) == told
    assert error.value.__suppress_context__  # a logged traceback does not have the rest either
