"""python -m insurance_edi: answers gRPC calls on GRPC_ADDR until SIGTERM."""

import sys

from insurance_edi.servicer import service
from insurance_edi.settings import InsuranceEdiSettings
from kerp_grpc_server.process import run
from kerp_settings.environment import load

NAME = "insurance-edi"


def main() -> int:
    """Serves and returns the exit code."""
    return run(NAME, [service()], load(InsuranceEdiSettings, NAME))


if __name__ == "__main__":
    sys.exit(main())
