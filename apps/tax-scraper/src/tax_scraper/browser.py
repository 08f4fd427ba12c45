"""The system's Chromium, driven by Playwright: one process, started when it is first needed.

Playwright's own download of Chromium is not used: the image brings Debian's, which gets Debian's
security updates.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import playwright.async_api
import structlog
from playwright.async_api import BrowserContext, Error, Page, Playwright, async_playwright

from tax_scraper.errors import BrowserDiedError, NoBrowserError, PortalUnavailableError

log = structlog.stdlib.get_logger()

START_SECONDS = 30
CLOSE_SECONDS = 5
NETWORK_ERROR = re.compile(r"net::ERR_\w+")
ARGUMENTS = [
    "--disable-gpu",
    # Listings are text.
    "--blink-settings=imagesEnabled=false",
    # MB of scripts' objects in each page.
    "--js-flags=--max-old-space-size=256",
]


@dataclass(frozen=True)
class _Running:
    driver: Playwright
    chromium: playwright.async_api.Browser


class Browser:
    """Gives each caller a page of its own; starts Chromium again when it has died."""

    def __init__(self, executable: Path) -> None:
        self._executable = executable
        self._start: asyncio.Task[_Running] | None = None

    @asynccontextmanager
    async def page(self) -> AsyncIterator[Page]:
        """Gives an empty page whose cookies and storage are gone when it is given back.

        Raises:
            NoBrowserError: When there is no executable.
            BrowserDiedError: When it does not start.
        """
        opening = asyncio.create_task(self._open())
        try:
            # Shielded: a context that is opened for a caller who has gone must be closed too.
            context = await asyncio.shield(opening)
            with translated():
                page = await context.new_page()
            yield page
        finally:
            await self._close_context(opening)

    async def close(self) -> None:
        """Ends Chromium, and with it every page."""
        if self._start:
            await self._end(self._start)

    async def _end(self, start: asyncio.Task[_Running]) -> None:
        if start is not self._start:
            return  # another caller has ended it, and may have started the next one
        self._start = None
        with suppress(Error, NoBrowserError, BrowserDiedError):
            running = await start
            with suppress(Error):
                await running.chromium.close()
            await running.driver.stop()

    async def _open(self) -> BrowserContext:
        for _ in range(2):
            start = self._running()
            running = await asyncio.shield(start)
            try:
                context = await running.chromium.new_context(
                    accept_downloads=False, locale="ko-KR", service_workers="block"
                )
            except Error:
                # A driver that was killed says nothing until it is asked.
                await self._end(start)
            else:
                # Callers have limits of their own, which also bound what Playwright's do not.
                context.set_default_timeout(0)
                return context
        raise BrowserDiedError("the browser died twice while it opened a page")

    def _running(self) -> asyncio.Task[_Running]:
        start = self._start
        if start is None or (start.done() and not _is_alive(start)):
            self._start = start = asyncio.create_task(self._launch(start))
        return start

    async def _launch(self, dead: asyncio.Task[_Running] | None) -> _Running:
        if not self._executable.is_file():
            raise NoBrowserError(
                f"no browser: {self._executable} is no file;"
                " install Chromium there, or set CHROMIUM_PATH"
            )
        if dead and not dead.exception():
            await dead.result().driver.stop()
        driver = await async_playwright().start()
        try:
            chromium = await driver.chromium.launch(
                executable_path=self._executable,
                # A container has neither the user namespaces nor the setuid helper that
                # Chromium's own sandbox needs: the container is the boundary.
                chromium_sandbox=False,
                args=ARGUMENTS,
                timeout=START_SECONDS * 1000,
                # The service ends it after the calls under way, not the terminal's Ctrl-C.
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
            )
        except Error as error:
            await driver.stop()
            raise BrowserDiedError(f"{self._executable} does not start: {_said(error)}") from None
        log.info("browser started", version=chromium.version)
        return _Running(driver, chromium)

    async def _close_context(self, opening: asyncio.Task[BrowserContext]) -> None:
        try:
            # A caller may have gone while Chromium was still starting.
            async with asyncio.timeout(CLOSE_SECONDS if opening.done() else START_SECONDS):
                context = await asyncio.shield(opening)
                await context.close()
        except TimeoutError:
            log.warning("a page does not close: the browser is ended")
            await self.close()
        except (Error, NoBrowserError, BrowserDiedError):
            pass  # it died, and the page with it


def _is_alive(start: asyncio.Task[_Running]) -> bool:
    return not start.exception() and start.result().chromium.is_connected()


@contextmanager
def translated() -> Iterator[None]:
    """Turns Playwright's errors into ours.

    Of their messages only the first line is kept, the others tell what was typed, passwords too;
    and of an error of the network only its name, as addresses hold business numbers.
    """
    try:
        yield
    except Error as error:
        line = error.message.partition("\n")[0]
        if network := NETWORK_ERROR.search(line):
            raise PortalUnavailableError(f"the portal cannot be reached: {network[0]}") from None
        raise BrowserDiedError(f"the browser failed: {line}") from None


def _said(error: Error) -> str:
    """Returns the last line that the browser wrote to standard error: what it misses."""
    lines = error.message.splitlines()
    return next(
        (line.partition("[err] ")[2] for line in reversed(lines) if "[err] " in line), lines[0]
    )
