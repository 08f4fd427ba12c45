"""python -m portal_stand_in [--address host:port]: serves until SIGTERM."""

import argparse
import json
import signal
import sys
from types import FrameType

from portal_stand_in.server import Portal


def main() -> None:
    """Prints one line of JSON with the address when it can be reached, and serves."""
    parser = argparse.ArgumentParser(prog="portal_stand_in", description=__doc__)
    parser.add_argument(
        "--address", default="127.0.0.1:8400", help="port 0 takes a free one (%(default)s)"
    )
    host, _, port = parser.parse_args().address.rpartition(":")
    try:
        portal = Portal((host, int(port)))
    except (OSError, ValueError) as error:
        parser.error(f"cannot listen there: {error}")
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, _end)
    print(json.dumps({"event": "listening", "address": f"{host}:{portal.server_port}"}), flush=True)
    portal.serve_forever()


def _end(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


if __name__ == "__main__":
    main()
