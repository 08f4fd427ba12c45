import asyncio
import os
from pathlib import Path

import pytest

from tax_scraper import invoice_page
from tax_scraper.errors import UnreadablePageError
from tax_scraper.page_parser import PageParser

SEVERAL = (Path(__file__).parent / "pages" / "several.html").read_bytes()
# Each start tag opens every <b> before it once more: 10 000 tags make 50 million nodes.
BOMB = "".join(f"<b x={number}><p>" for number in range(10_000)).encode()
# Each attribute is compared with every one before it.
SLOW = f"<a {' '.join(f'a{number}' for number in range(250_000))}>".encode()


async def test_parses_as_the_parser_does() -> None:
    parser = PageParser()
    assert await parser.parse(SEVERAL) == invoice_page.parse(SEVERAL)
    assert await parser.parse(SEVERAL.decode()) == invoice_page.parse(SEVERAL)


async def test_passes_on_what_the_parser_says() -> None:
    with pytest.raises(UnreadablePageError, match="^no table of invoices: "):
        await PageParser().parse(b"")


async def test_a_page_cannot_take_all_memory_nor_the_next_page_along() -> None:
    parser = PageParser()
    with pytest.raises(UnreadablePageError):
        await parser.parse(BOMB)
    assert (await parser.parse(SEVERAL)).invoices


async def test_a_page_cannot_take_all_time_nor_the_next_page_along() -> None:
    with pytest.raises(UnreadablePageError, match=r"^the page takes more than 0\.5 s to parse$"):
        await PageParser(seconds=0.5).parse(SLOW)
    assert (await PageParser().parse(SEVERAL)).invoices


async def test_a_cancelled_call_makes_room_for_the_next() -> None:
    parser = PageParser(seconds=600)
    slow = [asyncio.create_task(parser.parse(SLOW)) for _ in range(os.cpu_count() or 1)]
    waiting = asyncio.create_task(parser.parse(SEVERAL))
    await asyncio.sleep(0)  # one turn of the loop: all have begun, and the last must wait
    for task in slow:
        task.cancel()
    assert (await waiting).invoices
    assert [type(end) for end in await asyncio.gather(*slow, return_exceptions=True)] == [
        asyncio.CancelledError for _ in slow
    ]
