"""python -m insurance_edi: answers gRPC calls on GRPC_ADDR until SIGTERM."""

import sys

from insurance_edi.servicer import service
from insurance_edi.settings import InsuranceEdiSettings
from kerp_grpc_server.process import run
from kerp_settings.environment import load

NAME = "insurance-edi"


def main() -> int:
    """Serves and returns the exit code."""
    settings = load(InsuranceEdiSettings, NAME)
    return run(NAME, [service(settings.edi_key_file)], settings)


if __name__ == "__main__":
    sys.exit(main())
