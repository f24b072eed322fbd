"""From a trained model to TensorFlow Serving: SavedModels, a server's configuration, clients."""

from kerasgan.serving.clients import GrpcClient, RestClient, ServingError
from kerasgan.serving.deployment import (
    format_batching_parameters,
    format_compose_file,
    format_docker_command,
    format_models_config,
    list_exported_models,
    write_deployment,
)
from kerasgan.serving.exporting import export

__all__ = [
    "GrpcClient",
    "RestClient",
    "ServingError",
    "export",
    "format_batching_parameters",
    "format_compose_file",
    "format_docker_command",
    "format_models_config",
    "list_exported_models",
    "write_deployment",
]
