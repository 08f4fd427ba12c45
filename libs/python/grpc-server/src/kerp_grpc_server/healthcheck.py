"""Asks a server for its health, for an image's HEALTHCHECK.

python -m kerp_grpc_server.healthcheck [host:port]

Without an argument it asks the server of its own container, whose address GRPC_ADDR holds.
Exit codes: 0 serving, 1 not serving or not reachable, 2 no or a wrong address.
"""

import sys

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from kerp_process.healthcheck import run

TIMEOUT_SECONDS = 3
# A proxy of the environment has nothing to say between a container and itself.
OPTIONS = [("grpc.enable_http_proxy", 0)]


def check(address: str) -> tuple[bool, str]:
    """Returns whether the server as a whole is serving, and a line that says what it answered."""
    with grpc.insecure_channel(address, options=OPTIONS) as channel:
        try:
            answer = health_pb2_grpc.HealthStub(channel).Check(
                health_pb2.HealthCheckRequest(), timeout=TIMEOUT_SECONDS
            )
        except grpc.RpcError as error:
            return False, f"{address} does not answer: {error.code().name}: {error.details()}"
    status = health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status)
    return status == "SERVING", f"{address} is {status}"


def main() -> int:
    """Runs the check and returns the exit code."""
    return run("GRPC_ADDR", check)


if __name__ == "__main__":
    sys.exit(main())
