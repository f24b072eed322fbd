"""Tiny models in the loader of the server, and in a server: the real one, or the stand-in."""

import contextlib
import http.client
import importlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time
from typing import Any, NamedTuple

import pytest
import tensorflow as tf
from tensorflow.core.protobuf import config_pb2

import kerasgan
from kerasgan.serving import format_models_config, write_deployment
from kerasgan.serving.clients import CLIENTS, PORTS

HERE = pathlib.Path(__file__).parent
OF_TESTS = ".of_tests"
BINARY = shutil.which("tensorflow_model_server")


class InSession:
    """A SavedModel as `tensorflow_model_server` has it: a session that takes what it is given."""

    def __init__(self, folder, config=None):
        self.folder = folder
        self.session = tf.compat.v1.Session(graph=tf.Graph(), config=config)
        self.meta = tf.compat.v1.saved_model.load(self.session, ["serve"], str(folder))
        self.signatures = {
            name: signature
            for name, signature in self.meta.signature_def.items()
            if signature.method_name == "tensorflow/serving/predict"
        }
        self.runs = {name: self._run_of(name) for name in self.signatures}

    def _run_of(self, name):
        signature = self.signatures[name]
        taken, (given,) = sorted(signature.inputs.items()), signature.outputs.values()
        # `Session.run` would compare shapes first, which the server's session does not.
        options = config_pb2.CallableOptions(
            feed=[info.name for _, info in taken], fetch=[given.name]
        )
        return self.session._make_callable_from_options(options)

    def __call__(self, name, *inputs):
        """The answer to arrays, one for each input by the order of their names."""
        (answer,) = self.runs[name](*inputs)
        return answer


@pytest.fixture(scope="session")
def models():
    """Models that train under XLA, which a server must not need."""
    models = {
        "digits": kerasgan.DCGAN(width=4, latent_dim=6, seed=0),
        "stripes": kerasgan.CycleGAN(
            (16, 16, 1), width=2, blocks=1, channels_b=3, receptive_field=16
        ),
    }
    for model in models.values():
        model.compile(jit_compile=True)
    return models


@pytest.fixture(scope="session")
def served(models, tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    options = {"discriminator": True, "max_pixels": 10_000, "max_batch_size": 64}
    return {
        name: InSession(model.export(folder / name, **options)) for name, model in models.items()
    }


@pytest.fixture(scope="session")
def in_session():
    """The class of what `served` holds."""
    return InSession


class Server(NamedTuple):
    """A server that runs, what it serves, and from where."""

    host: str
    ports: dict
    folder: pathlib.Path
    models: dict
    loaded: Any  # the models of the stand-in

    def client(self, protocol, model, **options):
        return CLIENTS[protocol](model, self.host, self.ports[protocol], **options)

    def post(self, path, body):
        """Status and body of the answer to a request over REST."""
        connection = http.client.HTTPConnection(self.host, self.ports["rest"], timeout=60)
        with contextlib.closing(connection):
            connection.request("POST", path, body)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def status(self, model):
        """State of each version of a model that the server knows of."""
        connection = http.client.HTTPConnection(self.host, self.ports["rest"], timeout=10)
        with contextlib.closing(connection):
            connection.request("GET", f"/v1/models/{model}")
            answer = json.loads(connection.getresponse().read())
        return {each["version"]: each["state"] for each in answer.get("model_version_status", ())}

    def wait(self, model, version="1", seconds=60):
        """Waits until a version is served."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.status(model).get(version) == "AVAILABLE":
                    return
            time.sleep(0.1)
        pytest.fail(f"version {version} of {model} was not served within {seconds} seconds")


def gan(seed=0):
    """A generator of images of 8x8 pixels; other seeds give other weights."""
    return kerasgan.GAN(
        kerasgan.networks.mlp_generator((8, 8, 1), latent_dim=4, hidden=(8,), seed=seed),
        kerasgan.networks.mlp_discriminator((8, 8, 1), hidden=(8,)),
        seed=0,
    )


@pytest.fixture(scope="session")
def new_gan():
    """Function of a seed: a generator with the weights of that seed."""
    return gan


@pytest.fixture(scope="session")
def stand_in():
    """The stand-in's module."""
    pytest.importorskip("tensorflow_serving")
    sys.path.insert(0, str(HERE))
    yield importlib.import_module("stand_in")
    sys.path.remove(str(HERE))


@pytest.fixture(scope="session")
def server(request, tmp_path_factory):
    """Serves `digits`, `changing` (the same) and `stripes`, with the generated configuration.

    With TF_SERVING_HOST, the server there, at its usual ports: it must serve the folder
    TF_SERVING_BASE_DIR, by the models.config and batching.config that are written there now, and
    may wait for them. Otherwise the program `tensorflow_model_server` on the PATH. Otherwise the
    stand-in.
    """
    pytest.importorskip("tensorflow_serving")
    host = os.environ.get("TF_SERVING_HOST")
    models = {
        "digits": gan(),
        "changing": gan(),
        "stripes": kerasgan.CycleGAN((16, 16, 3), width=2, blocks=1, receptive_field=16),
    }
    folder = shared_folder(models) if host else tmp_path_factory.mktemp("served")
    for name, model in models.items():
        shutil.rmtree(folder / name, ignore_errors=True)
        model.export(folder / name)
    (folder / OF_TESTS).touch()
    write_deployment(folder)
    if host:
        running = contextlib.nullcontext((host, PORTS, None))
    elif BINARY:
        running = started(folder, [*models])
    else:
        running = stood_in(request.getfixturevalue("stand_in"), folder)
    with running as (host, ports, loaded):
        server = Server(host, ports, folder, models, loaded)
        for name in models:
            server.wait(name, seconds=300)
        yield server


def shared_folder(names):
    """What the server at TF_SERVING_HOST serves: without such models, or those of these tests."""
    if "TF_SERVING_BASE_DIR" not in os.environ:
        pytest.fail("TF_SERVING_HOST needs TF_SERVING_BASE_DIR, the folder that it serves")
    folder = pathlib.Path(os.environ["TF_SERVING_BASE_DIR"])
    others = [name for name in names if (folder / name).exists()]
    if others and not (folder / OF_TESTS).exists():
        pytest.fail(f"{folder} (TF_SERVING_BASE_DIR) has models that tests would replace: {others}")
    return folder


@contextlib.contextmanager
def started(folder, names):
    """Runs the real server; its configuration names the folder itself, not that of a container."""
    config = folder / "models.config"
    config.write_text(format_models_config(names, root=str(folder)), encoding="utf-8")
    ports = dict(zip(("grpc", "rest"), free_ports(2), strict=True))
    command = [
        BINARY,
        f"--port={ports['grpc']}",
        f"--rest_api_port={ports['rest']}",
        f"--model_config_file={config}",
        "--enable_batching=true",
        f"--batching_parameters_file={folder / 'batching.config'}",
    ]
    with open(folder / "server.log", "wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield "localhost", ports, None
        finally:
            process.terminate()
            process.wait(timeout=60)


@contextlib.contextmanager
def stood_in(module, folder):
    """Runs the stand-in in this process."""
    folders = module.folders_of(folder / "models.config")
    size = module.max_batch_size_of(folder / "batching.config")
    with module.serving(folders, max_batch_size=size) as (ports, models):
        yield "127.0.0.1", dict(zip(("grpc", "rest"), ports, strict=True)), models


def free_ports(count):
    """Ports that nothing listens on."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("localhost", 0))
        return [each.getsockname()[1] for each in sockets]
