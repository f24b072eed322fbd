"""What TensorFlow Serving is started with: its configuration and commands, as text."""

import functools
import json
import pathlib
import shlex

from kerasgan.arguments import check_non_negative_integers, check_positive_integers
from kerasgan.folders import replace_file
from kerasgan.serving import limits

MODELS_CONFIG, BATCHING, COMPOSE = "models.config", "batching.config", "compose.yaml"
# Where the container sees the folder of the models.
_ROOT = "/models"
_IMAGE = "tensorflow/serving"
_MAX_BATCH_SIZE = 64


def list_exported_models(base_dir):
    """Names of the models that are exported in a folder, sorted.

    Args:
        base_dir: Folder with a folder for each model, in which each version has a folder.

    Raises:
        FileNotFoundError: If there are none.
    """
    base_dir = pathlib.Path(base_dir)
    names = {
        path.parent.parent.name
        for path in base_dir.glob("*/[0-9]*/saved_model.pb")
        if path.parent.name.isdecimal()
    }
    if not names:
        raise FileNotFoundError(
            f"No model is exported in {str(base_dir)!r}: "
            "`model.export(f'{base_dir}/<name>')` writes one."
        )
    return sorted(names)


def format_models_config(names, root=_ROOT):
    """The list of served models, which `--model_config_file` names.

    Args:
        names: Names of the models.
        root: Folder of the models, as the server sees it.

    Returns:
        Text of a `ModelServerConfig`.
    """
    # The escapes of JSON are those of protocol buffers' text, but for pairs of surrogates.
    quote = functools.partial(json.dumps, ensure_ascii=False)
    entries = "".join(
        f"  config {{\n"
        f"    name: {quote(name)}\n"
        f"    base_path: {quote(f'{root}/{name}')}\n"
        f'    model_platform: "tensorflow"\n'
        f"  }}\n"
        for name in names
    )
    return f"model_config_list {{\n{entries}}}\n"


def format_batching_parameters(
    max_batch_size=_MAX_BATCH_SIZE,
    batch_timeout_micros=1000,
    num_batch_threads=2,
    max_enqueued_batches=1000,
):
    """How a server merges requests, which `--batching_parameters_file` names.

    Args:
        max_batch_size: The largest number of rows of merged requests; a request of more is refused.
            At most the `max_batch_size` of the export.
        batch_timeout_micros: How long a request waits for others, in microseconds.
        num_batch_threads: Batches that are computed at the same time.
        max_enqueued_batches: Batches that may wait; requests beyond are refused.

    Returns:
        Text of a `BatchingParameters`.

    Raises:
        ValueError: If a number is not a positive integer; `batch_timeout_micros` may be 0.
    """
    values = {
        "max_batch_size": max_batch_size,
        "batch_timeout_micros": batch_timeout_micros,
        "num_batch_threads": num_batch_threads,
        "max_enqueued_batches": max_enqueued_batches,
    }
    check_positive_integers(**values | {"batch_timeout_micros": 1})
    check_non_negative_integers(batch_timeout_micros=batch_timeout_micros)
    return "".join(f"{name} {{ value: {value} }}\n" for name, value in values.items())


def format_docker_command(base_dir, image=_IMAGE, grpc_port=8500, rest_port=8501, batching=True):
    """The command that serves a folder which `write_deployment` completed.

    Args:
        base_dir: The folder. One that is not absolute is found from where the command is run.
        image: Container image of TensorFlow Serving.
        grpc_port: Port of the machine for gRPC.
        rest_port: Port of the machine for REST.
        batching: Whether the server merges requests, as of `write_deployment`.

    Returns:
        The command, one line for a shell.

    Raises:
        ValueError: If the folder's path has a colon, which Docker takes for a separator.
    """
    folder = pathlib.Path(base_dir)
    if ":" in str(folder).removeprefix(folder.drive):
        raise ValueError(
            "`base_dir` must have no colon in its path, which Docker takes for a separator. "
            f"Received: base_dir={str(folder)!r}."
        )
    here = "" if folder.is_absolute() else '"$PWD"/'  # Docker takes other paths for names
    ports = ["-p", f"{grpc_port}:8500", "-p", f"{rest_port}:8501"]
    begin = shlex.join(["docker", "run", "--rm", *ports, "-v"])
    mounted = here + shlex.quote(f"{folder}:{_ROOT}:ro")
    return f"{begin} {mounted} {shlex.join([image, *_list_arguments(batching)])}"


def format_compose_file(image=_IMAGE, grpc_port=8500, rest_port=8501, batching=True):
    """The same as `format_docker_command`, for `docker compose up` in the folder itself.

    Args:
        image: Container image of TensorFlow Serving.
        grpc_port: Port of the machine for gRPC.
        rest_port: Port of the machine for REST.
        batching: Whether the server merges requests, as of `write_deployment`.

    Returns:
        Text of a `compose.yaml`.
    """
    return (
        "services:\n"
        "  serving:\n"
        f"    image: {image}\n"
        "    restart: unless-stopped\n"
        "    ports:\n"
        f'      - "{grpc_port}:8500"\n'
        f'      - "{rest_port}:8501"\n'
        "    volumes:\n"
        f"      - .:{_ROOT}:ro\n"
        "    command:\n"
    ) + "".join(f"      - {argument}\n" for argument in _list_arguments(batching))


def write_deployment(base_dir, names=None, max_batch_size=None, *, batching=True):
    """Writes `models.config`, `batching.config` and `compose.yaml` beside exported models.

    A server that merges requests answers more of them. It refuses merged requests together where
    one of them is wrong: leave batching out where clients do not trust each other.

    Args:
        base_dir: Folder of the models.
        names: Names of the models to serve; by default all that are exported there.
        max_batch_size: As of `format_batching_parameters`, for all of these models; by default 64,
            or what the models were exported for if that is less.
        batching: Whether the server merges requests.

    Returns:
        Dict from the files' names to their `pathlib.Path`s; without `batching.config` if the server
        does not merge requests.

    Raises:
        FileNotFoundError: If a model is not exported there.
        ValueError: If `names` is empty, or `max_batch_size` is not a positive integer, or is more
            than a model was exported for.

    Example:

    >>> model.export("served/digits")
    >>> kerasgan.serving.write_deployment("served")
    >>> print(kerasgan.serving.format_docker_command("served"))
    """
    base_dir = pathlib.Path(base_dir)
    exported = list_exported_models(base_dir)
    names = exported if names is None else list(dict.fromkeys(names))
    if not names:
        raise ValueError(f"`names` must name some of the models {exported}. Received: names=[].")
    missing = sorted(set(names) - set(exported))
    if missing:
        raise FileNotFoundError(
            f"{str(base_dir)!r} has the exported models {exported}. Received: names={names}, "
            f"of which {missing} are not there."
        )
    texts = {MODELS_CONFIG: format_models_config(names)}
    if batching:
        rows = _choose_batch_size(max_batch_size, base_dir, names)
        texts[BATCHING] = format_batching_parameters(rows)
    texts[COMPOSE] = format_compose_file(batching=batching)
    written = {}
    for name, text in texts.items():
        written[name] = base_dir / name
        # A server may poll its configuration while it is written.
        with replace_file(written[name]) as path:
            path.write_text(text, encoding="utf-8")
    return written


def _choose_batch_size(wanted, base_dir, names):
    """The rows of merged requests: those wanted, or by default as many as every model takes."""
    exported_for = {name: limits.read(base_dir / name) for name in names}
    known = {name: rows for name, rows in exported_for.items() if rows is not None}
    if wanted is None:
        return min([_MAX_BATCH_SIZE, *known.values()])
    check_positive_integers(max_batch_size=wanted)
    too_small = {name: rows for name, rows in known.items() if rows < wanted}
    if too_small:
        raise ValueError(
            "`max_batch_size` must be at most that of every model's export. Received: "
            f"max_batch_size={wanted}, and models that were exported for {too_small}."
        )
    return wanted


def _list_arguments(batching):
    """Arguments of the server, in the container."""
    merging = ["--enable_batching=true", f"--batching_parameters_file={_ROOT}/{BATCHING}"]
    return [f"--model_config_file={_ROOT}/{MODELS_CONFIG}", *(merging if batching else [])]
