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
from kerasgan.data.sources.folders import list_pictures
from kerasgan.serving.clients import CLIENTS, PORTS, ServingError
from kerasgan.serving.clients.measuring import measure_latency, send

_TAKEN = (".png", ".jpg", ".jpeg")  # pictures that a server decodes

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


def read_request():
    """The signature, the name of its input, its values, and names for their pictures."""
    if _SEEDS.value is not None:
        seeds = parse_seeds(_SEEDS.value)
        return _SIGNATURE.value or "png_from_seed", "seeds", seeds, [f"{seed}" for seed in seeds]
    paths = find_pictures(pathlib.Path(_IMAGES.value))
    names = [f"{number:04d}_{path.stem}" for number, path in enumerate(paths)]
    values = [path.read_bytes() for path in paths]
    return _SIGNATURE.value or "a2b_png", "image_bytes", values, names


def parse_seeds(given):
    """The integers of a list of strings, int64 as a server takes them."""
    try:
        seeds = [int(seed) for seed in given]
    except ValueError:
        seeds = []
    if not seeds or not all(-(2**63) <= seed < 2**63 for seed in seeds):
        raise app.UsageError(
            f"--seeds takes integers of 64 bits, as 3,1,4. Received: --seeds={','.join(given)}."
        )
    return seeds


def find_pictures(source):
    """The PNG and JPEG files of a folder, or a file."""
    if source.is_file():
        return [source]
    if not source.is_dir():
        raise app.UsageError(
            f"--images takes a picture or a folder. Received: {source}, not there."
        )
    try:
        found = list_pictures(source)
    except ValueError as error:
        raise app.UsageError(f"--images: {error}") from error
    paths = [path for path in found if path.suffix.lower() in _TAKEN]
    if len(paths) < len(found):
        print(f"Left out: {len(found) - len(paths)} files that are neither PNG nor JPEG.")
    if not paths:
        raise app.UsageError(f"--images: {source} has no PNG and no JPEG files.")
    return paths


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
    found = measure_latency(answers, seconds)
    clients = f"{_CLIENTS.value} client{'s' * (_CLIENTS.value > 1)}"
    print(
        f"{len(answers)} requests from {clients} over {_PROTOCOL.value}: "
        f"{found['requests_per_second']:.0f} requests/s, {found['refused']} refused\n"
        f"latency: p50 {found['p50']:.1f} ms, p90 {found['p90']:.1f} ms, p99 {found['p99']:.1f} ms"
    )
    refusals = (a.result for a in answers if isinstance(a.result, ServingError))
    if (first := next(refusals, None)) is not None:
        raise SystemExit(f"The first refusal: {first}")


def main(argv):
    if len(argv) > 1:
        raise app.UsageError(f"Expected flags only. Received: {' '.join(argv[1:])}")
    if (_SEEDS.value is None) == (_IMAGES.value is None):
        raise app.UsageError("Give --seeds or --images.")
    if not (_OUTPUT.value or _REQUESTS.value):
        raise app.UsageError("Give --output, --requests, or both.")
    port = _PORT.value or PORTS[_PROTOCOL.value]
    connect = functools.partial(
        CLIENTS[_PROTOCOL.value], _MODEL.value, _HOST.value, port, version=_VERSION.value
    )
    signature, key, values, names = read_request()
    parts = [values[i : i + _BATCH.value] for i in range(0, len(values), _BATCH.value)]
    requests = [(signature, {key: part}) for part in parts]
    names = iter(names)
    try:
        with connect() as client:
            for name, inputs in requests:
                for picture in client.predict(name, **inputs):
                    written = f"{next(names)}.png"
                    if _OUTPUT.value:
                        print(save(pathlib.Path(_OUTPUT.value) / written, picture))
    except ServingError as error:
        raise SystemExit(f"The server at {_HOST.value}:{port} answers {error}") from error
    if _REQUESTS.value:
        measure(connect, requests)


if __name__ == "__main__":
    app.run(main)
