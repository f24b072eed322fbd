"""Asks a running TensorFlow Serving for pictures, and measures how fast it answers.

    python tools/serving_client.py --model digits --seeds 3,1,4 --output pictures
    python tools/serving_client.py --model zebras --images photos --signature a2b_png --output out

Pictures are sent as their files are; a server does not apply the orientation that a camera
recorded. With --requests, the same pictures are asked for again and again, by --clients at once,
and the percentiles of the requests' times are printed. gRPC needs
`pip install 'kerasgan[serving]'`.
"""

import functools
import itertools
import pathlib

import keras
from absl import app, flags

from kerasgan import images
from kerasgan.data.folders import pictures_in
from kerasgan.serving import ServingError
from kerasgan.serving.client import CLIENTS, PORTS
from kerasgan.serving.measuring import latency, send

_MODEL = flags.DEFINE_string("model", None, "Name of the model on the server.", required=True)
_VERSION = flags.DEFINE_integer("version", None, "Its version; by default the latest.")
_HOST = flags.DEFINE_string("host", "localhost", "Name or address of the server.")
_PORT = flags.DEFINE_integer("port", None, "Port; by default 8500 for gRPC and 8501 for REST.")
_PROTOCOL = flags.DEFINE_enum("protocol", "rest", ["rest", "grpc"], "How the server is spoken to.")
_SEEDS = flags.DEFINE_list("seeds", None, "Seeds of pictures, for models that draw.")
_IMAGES = flags.DEFINE_string("images", None, "A picture or a folder, for models that translate.")
_SIGNATURE = flags.DEFINE_enum(
    "signature",
    None,
    ["png_from_seed", "from_seed", "a2b_png", "b2a_png"],
    "What is called; by default png_from_seed for seeds and a2b_png for images.",
)
_BATCH = flags.DEFINE_integer("batch_size", 1, "Pictures in a request.", lower_bound=1)
_OUTPUT = flags.DEFINE_string("output", None, "Folder that the pictures are written to.")
_REQUESTS = flags.DEFINE_integer("requests", 0, "Requests to measure.", lower_bound=0)
_CLIENTS = flags.DEFINE_integer("clients", 1, "Clients that measure at once.", lower_bound=1)


def asked_for():
    """The signature, the name of its input, its values, and names for their pictures."""
    if _SEEDS.value is not None:
        try:
            seeds = [int(seed) for seed in _SEEDS.value]
        except ValueError as error:
            given = ",".join(_SEEDS.value)
            raise app.UsageError(f"--seeds takes integers, as 3,1,4; received {given}.") from error
        return _SIGNATURE.value or "png_from_seed", "seeds", seeds, [f"{seed}" for seed in seeds]
    source = pathlib.Path(_IMAGES.value)
    paths = pictures_in(source) if source.is_dir() else [source]
    names = [f"{number:04d}_{path.stem}" for number, path in enumerate(paths)]
    values = [path.read_bytes() for path in paths]
    return _SIGNATURE.value or "a2b_png", "image_bytes", values, names


def save(path, picture):
    """Writes a picture that the server has sent, encoded or as an array."""
    if not isinstance(picture, bytes):
        return images.save_png(path, picture)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture)
    return path


def measure(connect, requests):
    """Sends the requests over and over, and prints how long they took."""
    requests = [*itertools.islice(itertools.cycle(requests), _REQUESTS.value)]
    progress = keras.utils.Progbar(len(requests), unit_name="request")
    answers, seconds = send(connect, requests, _CLIENTS.value, progress.add)
    found = latency(answers, seconds)
    clients = f"{_CLIENTS.value} client{'s' * (_CLIENTS.value > 1)}"
    print(
        f"{len(answers)} requests from {clients} over {_PROTOCOL.value}: "
        f"{found['requests_per_second']:.0f} requests/s, {found['refused']} refused\n"
        f"latency: p50 {found['p50']:.1f} ms, p90 {found['p90']:.1f} ms, p99 {found['p99']:.1f} ms"
    )


def main(argv):
    if len(argv) > 1:
        raise app.UsageError(f"Unexpected arguments: {' '.join(argv[1:])}.")
    if (_SEEDS.value is None) == (_IMAGES.value is None):
        raise app.UsageError("Give --seeds or --images.")
    if not (_OUTPUT.value or _REQUESTS.value):
        raise app.UsageError("Give --output, --requests, or both.")
    port = _PORT.value or PORTS[_PROTOCOL.value]
    connect = functools.partial(
        CLIENTS[_PROTOCOL.value], _MODEL.value, _HOST.value, port, version=_VERSION.value
    )
    signature, key, values, names = asked_for()
    parts = [values[i : i + _BATCH.value] for i in range(0, len(values), _BATCH.value)]
    requests = [(signature, {key: part}) for part in parts]
    try:
        with connect() as client:
            answers = [client.predict(name, **inputs) for name, inputs in requests]
    except ServingError as error:
        raise SystemExit(f"The server at {_HOST.value}:{port} answers {error}") from error
    if _OUTPUT.value:
        for name, picture in zip(names, itertools.chain(*answers), strict=True):
            print(save(pathlib.Path(_OUTPUT.value) / f"{name}.png", picture))
    if _REQUESTS.value:
        measure(connect, requests)


if __name__ == "__main__":
    app.run(main)
