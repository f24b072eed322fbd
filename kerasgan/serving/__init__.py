"""From a trained model to TensorFlow Serving: SavedModels, a server's configuration, clients."""

from kerasgan.serving.clients import GrpcClient, RestClient, ServingError
from kerasgan.serving.deployment import (
    batching_parameters,
    compose_file,
    docker_command,
    exported_models,
    models_config,
    write_deployment,
)
from kerasgan.serving.exporting import export

__all__ = [
    "GrpcClient",
    "RestClient",
    "ServingError",
    "batching_parameters",
    "compose_file",
    "docker_command",
    "export",
    "exported_models",
    "models_config",
    "write_deployment",
]
