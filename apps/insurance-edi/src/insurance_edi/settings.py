"""The settings of the service."""

from typing import Annotated

from pydantic import BeforeValidator
from pydantic_settings import NoDecode

from insurance_edi.sealing import Key, read_key
from kerp_grpc_server.settings import GrpcSettings
from kerp_settings.address import Address


class InsuranceEdiSettings(GrpcSettings):
    """Those of every gRPC service, and EDI_KEY_FILE."""

    grpc_addr: Address = "0.0.0.0:50052"
    edi_key_file: Annotated[Key, NoDecode, BeforeValidator(read_key)]
    """The file with the key that seals records, read once at the start."""
