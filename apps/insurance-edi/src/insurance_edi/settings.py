"""The settings of the service."""

from kerp_grpc_server.address import Address
from kerp_grpc_server.settings import GrpcSettings


class InsuranceEdiSettings(GrpcSettings):
    """Those of every gRPC service."""

    grpc_addr: Address = "0.0.0.0:50052"
