import asyncio
import uuid

import pytest
from nats.js import JetStreamContext
from nats.js.api import RetentionPolicy
from pydantic import SecretStr

from kerp_job_consumer.consumer import STREAM, Consumer

KIND = "letters"
SUBJECT = f"kerp.jobs.{KIND}.v1"


async def make_stream(jetstream: JetStreamContext) -> None:
    await jetstream.add_stream(
        name=STREAM, subjects=["kerp.jobs.>"], retention=RetentionPolicy.WORK_QUEUE
    )


async def announce(jetstream: JetStreamContext) -> uuid.UUID:
    job = uuid.uuid4()
    await jetstream.publish(SUBJECT, f'{{"job_id":"{job}"}}'.encode())
    return job


class Recorder:
    """A handler that hands its jobs on, and fails as often as it is told."""

    def __init__(self, failures: int = 0) -> None:
        self.jobs = asyncio.Queue[uuid.UUID]()
        self._failures = failures

    async def __call__(self, job: uuid.UUID) -> None:
        await self.jobs.put(job)
        if self._failures > 0:
            self._failures -= 1
            raise RuntimeError("not now")


async def test_hands_over_each_job(nats_url: str, jetstream: JetStreamContext) -> None:
    await make_stream(jetstream)
    recorder = Recorder()
    async with Consumer(SecretStr(nats_url), KIND, recorder, grace=10):
        for _ in range(3):
            assert await announce(jetstream) == await recorder.jobs.get()
    assert (await jetstream.stream_info(STREAM)).state.messages == 0


async def test_a_job_that_failed_comes_again(nats_url: str, jetstream: JetStreamContext) -> None:
    await make_stream(jetstream)
    recorder = Recorder(failures=1)
    async with Consumer(SecretStr(nats_url), KIND, recorder, grace=10):
        job = await announce(jetstream)
        assert [await recorder.jobs.get(), await recorder.jobs.get()] == [job, job]


async def test_what_is_no_message_is_given_up(nats_url: str, jetstream: JetStreamContext) -> None:
    await make_stream(jetstream)
    recorder = Recorder()
    async with Consumer(SecretStr(nats_url), KIND, recorder, grace=10):
        await jetstream.publish(SUBJECT, b"{}")
        assert await announce(jetstream) == await recorder.jobs.get()


async def test_waits_for_the_stream(nats_url: str, jetstream: JetStreamContext) -> None:
    recorder = Recorder()
    async with Consumer(SecretStr(nats_url), KIND, recorder, grace=10):
        await asyncio.sleep(0)  # one turn of the loop: it has begun
        await make_stream(jetstream)
        assert await announce(jetstream) == await recorder.jobs.get()


async def test_the_job_under_way_ends_first(nats_url: str, jetstream: JetStreamContext) -> None:
    await make_stream(jetstream)
    begun, end, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def handle(_job: uuid.UUID) -> None:
        begun.set()
        await end.wait()
        ended.set()

    consumer = Consumer(SecretStr(nats_url), KIND, handle, grace=10)
    await consumer.__aenter__()
    await announce(jetstream)
    await begun.wait()
    closing = asyncio.create_task(consumer.__aexit__())
    await asyncio.sleep(0)
    end.set()
    await closing
    assert ended.is_set()
    assert (await jetstream.stream_info(STREAM)).state.messages == 0


async def test_a_job_that_does_not_end_is_cut_off(
    nats_url: str, jetstream: JetStreamContext
) -> None:
    await make_stream(jetstream)
    begun = asyncio.Event()

    async def handle(_job: uuid.UUID) -> None:
        begun.set()
        await asyncio.Event().wait()

    async with Consumer(SecretStr(nats_url), KIND, handle, grace=0.01):
        await announce(jetstream)
        await begun.wait()
    assert (await jetstream.stream_info(STREAM)).state.messages == 1


async def test_is_connected_while_it_is_open(nats_url: str, jetstream: JetStreamContext) -> None:
    await make_stream(jetstream)
    recorder = Recorder()
    consumer = Consumer(SecretStr(nats_url), KIND, recorder, grace=10)
    with pytest.raises(ConnectionError, match=r"^there is no connection to NATS$"):
        await consumer.check()
    async with consumer:
        await announce(jetstream)
        await recorder.jobs.get()
        await consumer.check()
    with pytest.raises(ConnectionError, match=r"^there is no connection to NATS$"):
        await consumer.check()


@pytest.mark.filterwarnings("default::ResourceWarning")
async def test_ends_without_a_server() -> None:
    async with Consumer(SecretStr("nats://127.0.0.1:1"), KIND, Recorder(), grace=10):
        await asyncio.sleep(0)
