"""Renders a page in the browser, to show that an image has all it needs."""

import html
from dataclasses import dataclass
from pathlib import Path

from tax_scraper.browser import Browser, translated


@dataclass(frozen=True)
class Rendering:
    """What the browser made of a page."""

    title: str
    hangul_drawn: bool
    """Whether two syllables look different; without a Korean font both are the same box."""


async def render(title: str, chromium: Path) -> Rendering:
    """Renders a page of that title in the Chromium at the given path.

    Raises:
        NoBrowserError, BrowserDiedError: When there is none, or it does not render.
    """
    browser = Browser(chromium)
    try:
        async with browser.page() as page:
            with translated():
                await page.set_content(f"<title>{html.escape(title)}</title><i>가</i> <i>뷁</i>")
                first, second = [
                    await syllable.screenshot() for syllable in await page.locator("i").all()
                ]
                return Rendering(await page.title(), hangul_drawn=first != second)
    finally:
        await browser.close()
