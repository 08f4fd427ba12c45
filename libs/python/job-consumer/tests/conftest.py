import re
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import nats
import pytest
from nats.js import JetStreamContext

SERVER = Path(__file__).parents[4] / "tools/bin/nats-server/bin/nats-server"


@pytest.fixture
def nats_url(tmp_path: Path) -> Iterator[str]:
    """A real server with JetStream on a free port."""
    with subprocess.Popen(
        [SERVER, "--jetstream", f"--store_dir={tmp_path}", "--addr=127.0.0.1", "--port=-1"],
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stderr
        url = ""
        for line in server.stderr:
            if found := re.search(r"client connections on (\S+)", line):
                url = f"nats://{found[1]}"
            if "Server is ready" in line:
                break
        yield url
        server.terminate()
        server.stderr.read()


@pytest.fixture
async def jetstream(nats_url: str) -> AsyncIterator[JetStreamContext]:
    client = await nats.connect(nats_url)
    yield client.jetstream()
    await client.close()
