"""Parses pages in processes of their own, each bounded in time and memory.

HTML that is made for it takes a parser minutes and gigabytes: 100 KB of nested `<b x=1><p>` make
millions of nodes. So the page is parsed where it can be stopped. anyio keeps such processes ready,
and kills one when its call is cancelled; the standard library's pools cannot.
"""

import os
import resource

import anyio
import anyio.to_process
from anyio import BrokenWorkerProcess, CapacityLimiter

from tax_scraper import invoice_page
from tax_scraper.errors import UnreadablePageError
from tax_scraper.invoice_page import InvoicePage

MAX_SECONDS = 10
MAX_MEMORY = 512 * 1024 * 1024
"""Bytes of address space."""


class PageParser:
    """As many pages at once as there are processors; the others wait for their turn."""

    def __init__(self, seconds: float = MAX_SECONDS) -> None:
        self._seconds = seconds
        self._limiter = CapacityLimiter(os.cpu_count() or 1)

    async def parse(self, page: bytes | str) -> InvoicePage:
        """Returns what `invoice_page.parse` returns.

        Raises:
            UnreadablePageError: As there, and when the page takes too much time or memory.
        """
        async with self._limiter:  # the wait is not the page's time
            try:
                with anyio.fail_after(self._seconds):
                    return await anyio.to_process.run_sync(
                        _parse_bounded, page, cancellable=True, limiter=CapacityLimiter(1)
                    )
            except TimeoutError:
                raise UnreadablePageError(
                    f"the page takes more than {self._seconds:g} s to parse"
                ) from None
            except (BrokenWorkerProcess, MemoryError):
                raise UnreadablePageError(
                    f"the page takes more than {MAX_MEMORY // 2**20} MiB to parse"
                ) from None


def _parse_bounded(page: bytes | str) -> InvoicePage:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, hard))
    return invoice_page.parse(page)
