"""The system's Chromium, driven by Playwright.

Playwright's own download of Chromium is not used: the image brings Debian's, which gets Debian's
security updates.
"""

import html
from dataclasses import dataclass
from urllib.parse import quote

from playwright.sync_api import Error, sync_playwright

TIMEOUT_MILLISECONDS = 30_000


class BrowserError(RuntimeError):
    """The browser does not start or does not render; the message says which and why."""


@dataclass(frozen=True)
class Rendering:
    """What the browser made of a page."""

    title: str
    hangul_drawn: bool
    """Whether two syllables look different; without a Korean font both are the same box."""


def render(title: str, chromium: str) -> Rendering:
    """Renders a page of that title in the Chromium at the given path.

    Raises:
        BrowserError: When Chromium does not start, or does not answer within 30 s.
    """
    page_html = f"<!doctype html><title>{html.escape(title)}</title><i>가</i> <i>뷁</i>"
    try:
        with (
            sync_playwright() as playwright,
            playwright.chromium.launch(
                executable_path=chromium,
                # A container has neither the user namespaces nor the setuid helper that
                # Chromium's own sandbox needs: the container is the boundary.
                chromium_sandbox=False,
                args=["--disable-gpu"],
                timeout=TIMEOUT_MILLISECONDS,
            ) as browser,
        ):
            page = browser.new_page()
            page.goto(f"data:text/html;charset=utf-8,{quote(page_html)}")
            first, second = (syllable.screenshot() for syllable in page.locator("i").all())
            return Rendering(page.title(), hangul_drawn=first != second)
    except Error as error:
        raise BrowserError(f"{chromium}: {error.message}") from error
