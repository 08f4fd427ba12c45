import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from kerp_logging.setup import Level, configure


@pytest.fixture(autouse=True)
def _keep_global_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_writes_json_with_service_and_level() -> None:
    stream = io.StringIO()
    configure("example", Level.INFO, stream)
    structlog.get_logger().info("started", name="홍길동")
    (line,) = lines(stream)
    assert line.pop("timestamp")
    assert line == {"service": "example", "level": "info", "event": "started", "name": "홍길동"}


def test_leaves_out_what_is_below_the_level() -> None:
    stream = io.StringIO()
    configure("example", Level.WARNING, stream)
    structlog.get_logger().info("unimportant")
    logging.getLogger("library").info("unimportant")
    assert lines(stream) == []


def test_masks_what_libraries_and_tracebacks_say() -> None:
    stream = io.StringIO()
    configure("example", Level.INFO, stream)
    try:
        raise ValueError("900101-1234568")
    except ValueError:
        logging.getLogger("library").exception("refused %s", "900101-1234568")
    (line,) = lines(stream)
    assert line["event"] == "refused ******-*******"
    assert str(line["exception"]).endswith("ValueError: ******-*******")
    assert "1234568" not in stream.getvalue()
