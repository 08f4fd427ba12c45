"""The process of a service: its log, what it does beside serving, its end."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Coroutine, Sequence

from kerp_logging.setup import Level, configure

Beside = contextlib.AbstractAsyncContextManager[object]
"""What a service does beside answering, while it is open."""


def run(name: str, level: Level, serving: Coroutine[None, None, None]) -> int:
    """Serves until the end and returns the exit code: 0, or 1 when it cannot listen."""
    configure(name, level)
    try:
        asyncio.run(serving)
    except OSError as error:
        print(f"{name}: {error}", file=sys.stderr)  # noqa: T201 -- for whoever started it
        return 1
    return 0


@contextlib.asynccontextmanager
async def opened(beside: Sequence[Beside]) -> AsyncIterator[None]:
    """Opens one after the other and closes them in reverse, also when one does not open."""
    async with contextlib.AsyncExitStack() as stack:
        for each in beside:
            await stack.enter_async_context(each)
        yield


def stop_signal() -> asyncio.Future[str]:
    """Returns the name of the first SIGTERM or SIGINT. A second one ends the process at once."""
    loop = asyncio.get_running_loop()
    received: asyncio.Future[str] = loop.create_future()
    signals = (signal.SIGTERM, signal.SIGINT)

    def receive(number: signal.Signals) -> None:
        for other in signals:
            loop.remove_signal_handler(other)
        received.set_result(number.name)

    for number in signals:
        loop.add_signal_handler(number, receive, number)
    return received
