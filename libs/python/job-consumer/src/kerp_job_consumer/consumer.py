"""Takes the jobs of one kind from NATS JetStream and hands them to a service."""

import asyncio
import contextlib
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Self, TypeVar

import nats
import nats.errors
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig
from pydantic import SecretStr

from kerp_job_consumer.message import decode

log = structlog.stdlib.get_logger()

STREAM = "KERP_JOBS"
"""Where the jobs wait. libs/go/jobs says what it is like, and the services in Go make it."""

ACK_SECONDS = 30.0
"""After this time a message whose instance says nothing any more is delivered to another one."""

FETCH_SECONDS = 5.0
"""How long the server is asked to wait for a message before it is asked again."""

RETRY_SECONDS = 1.0
"""The pause before a job that failed comes again, and before the stream is tried again."""

Handler = Callable[[uuid.UUID], Awaitable[None]]
"""Does the job with this id. Called again when it raised, and may be called again with any job."""

Result = TypeVar("Result")


class Consumer:
    """An async context manager that hands jobs to a handler, one at a time, while it is open.

    At the end the job under way gets `grace` seconds; one that is cut off comes again. While NATS
    is away, or the stream is not there yet, it tries again. All instances share one consumer on
    the server.
    """

    def __init__(self, url: SecretStr, kind: str, handle: Handler, grace: float) -> None:
        self._url = url
        self._kind = kind
        self._handle = handle
        self._grace = grace
        self._client: Client | None = None

    async def __aenter__(self) -> Self:
        self._stopping = asyncio.Event()
        self._taking = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_error: object) -> None:
        self._stopping.set()
        await asyncio.wait([self._taking], timeout=self._grace)
        self._taking.cancel()  # of no effect on what has ended
        with contextlib.suppress(asyncio.CancelledError):
            await self._taking

    async def check(self) -> None:
        """Asks whether there is a connection to NATS.

        Raises:
            ConnectionError: When there is none.
        """
        if self._client is None or not self._client.is_connected:
            raise ConnectionError("there is no connection to NATS")

    async def _run(self) -> None:
        async def tell(error: Exception) -> None:
            log.warning("NATS reports an error", error=str(error))

        servers = self._url.get_secret_value().split(",")
        client = await self._unless_stopping(
            nats.connect(servers, name=self._kind, max_reconnect_attempts=-1, error_cb=tell)
        )
        if client is None:
            return
        self._client = client
        try:
            while not self._stopping.is_set():
                try:
                    await self._take(client)
                except nats.errors.Error as error:
                    log.warning("no jobs can be taken", kind=self._kind, error=str(error))
                    await self._unless_stopping(asyncio.sleep(RETRY_SECONDS))
        finally:
            await client.close()

    async def _take(self, client: Client) -> None:
        subscription = await client.jetstream().pull_subscribe(
            f"kerp.jobs.{self._kind}.v1",
            durable=self._kind,
            stream=STREAM,
            config=ConsumerConfig(ack_policy=AckPolicy.EXPLICIT, ack_wait=ACK_SECONDS),
        )
        log.info("taking jobs", kind=self._kind)
        while not self._stopping.is_set():
            try:
                messages = await self._unless_stopping(subscription.fetch(1, FETCH_SECONDS))
            except nats.errors.TimeoutError:
                continue
            for message in messages or []:
                await self._answer(message)
        await client.flush()

    async def _answer(self, message: Msg) -> None:
        try:
            job = decode(message.data)
        except ValueError as error:
            log.error("message given up", error=str(error))  # noqa: TRY400 -- it says all
            await message.term()
            return
        keeping = asyncio.create_task(_keep(message))
        try:
            await self._handle(job)
        except Exception:
            log.exception("job comes again", job=str(job))
            await message.nak(RETRY_SECONDS)
        else:
            await message.ack()
        finally:
            keeping.cancel()

    async def _unless_stopping(self, work: Coroutine[Any, Any, Result]) -> Result | None:
        """Returns what the work returns, or None when the end comes first: then it is cancelled."""
        task = asyncio.create_task(work)
        stop = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            for each in (task, stop):
                each.cancel()


async def _keep(message: Msg) -> None:
    """Says that the message is worked on, so that no other instance gets it."""
    while True:
        await asyncio.sleep(ACK_SECONDS / 3)
        await message.in_progress()
