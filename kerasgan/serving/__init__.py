"""From a trained model to TensorFlow Serving: SavedModels, and what a server is started with."""

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
    "batching_parameters",
    "compose_file",
    "docker_command",
    "export",
    "exported_models",
    "models_config",
    "write_deployment",
]
