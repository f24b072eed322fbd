"""Clients of a running TensorFlow Serving, over REST and over gRPC.

In the clear and without credentials: where others can listen, put a proxy with TLS in front.
"""

from kerasgan.serving.clients import grpc, rest
from kerasgan.serving.clients.grpc import GrpcClient
from kerasgan.serving.clients.messages import ServingError
from kerasgan.serving.clients.rest import RestClient

CLIENTS = {"rest": RestClient, "grpc": GrpcClient}
PORTS = {"rest": rest.PORT, "grpc": grpc.PORT}

__all__ = ["CLIENTS", "PORTS", "GrpcClient", "RestClient", "ServingError"]
