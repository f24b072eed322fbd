"""Exported models in the loader of the server, asked as the server asks."""

import io
import os
import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image
from tensorflow.core.protobuf import config_pb2

from kerasgan.data.sources import pictures
from kerasgan.serving import warm_up


def uniform(n, *shape):
    return np.random.default_rng(n).uniform(-1, 1, (n, *shape)).astype("float32")


def latents(n):
    return np.random.default_rng(n).normal(size=(n, 6)).astype("float32")


def seeds(n):
    return np.random.default_rng(n).integers(-(2**60), 2**60, n)


def file_of(array, file_format="PNG"):
    file = io.BytesIO()
    Image.fromarray(array.squeeze()).save(file, file_format)
    return file.getvalue()


def files(n, channels):
    """PNG files of the size that the model takes."""
    rng = np.random.default_rng(n)
    shape = (16, 16, channels)
    return of_objects(file_of(rng.integers(0, 256, shape, dtype="uint8")) for _ in range(n))


def files_of_many_sizes(n):
    """Smooth pictures, every other a JPEG."""
    rng = np.random.default_rng(n)
    coarse = (Image.fromarray(rng.integers(0, 256, (3, 4, 3), dtype="uint8")) for _ in range(n))
    larger = (image.resize(rng.integers(5, 99, 2), Image.Resampling.BICUBIC) for image in coarse)
    return of_objects(
        file_of(np.asarray(image), ("PNG", "JPEG")[i % 2]) for i, image in enumerate(larger)
    )


def of_objects(contents):
    return np.array([*contents], object)


def decoded(contents):
    """Images in [-1, 1] of files of one size."""
    arrays = [np.asarray(Image.open(io.BytesIO(each))) for each in contents]
    return np.stack([array.reshape(*array.shape[:2], -1) for array in arrays]) / 127.5 - 1


def prepared(contents, channels):
    """What `kerasgan.data.load` makes of files."""
    opened = (Image.open(io.BytesIO(each)) for each in contents)
    arrays = [pictures.convert(picture, (16, 16), channels) for picture in opened]
    return (np.stack(arrays) / 127.5 - 1).astype("float32")


def mean_logits(network, images):
    return network(images, training=False).numpy().reshape(len(images), -1).mean(1)


ROUNDED = 1.01 / 127.5  # a value between two of 256 may be rounded to either
# Signature: model, inputs of N rows, what the live model makes of them, tolerance.
SIGNATURES = {
    "serving_default": ("digits", latents, lambda m, z: m.generate(latents=z), 1e-5),
    "from_seed": ("digits", seeds, lambda m, s: m.generate(seed=s), 1e-5),
    "png_from_seed": ("digits", seeds, lambda m, s: m.generate(seed=s), ROUNDED),
    "discriminate": (
        "digits",
        lambda n: uniform(n, 28, 28, 1),
        lambda m, x: mean_logits(m.discriminator, x),
        1e-5,
    ),
    "a2b": ("stripes", lambda n: uniform(n, 16, 16, 1), lambda m, x: m.translate(x), 1e-5),
    "b2a": ("stripes", lambda n: uniform(n, 16, 16, 3), lambda m, x: m.translate(x, "b2a"), 1e-5),
    "a2b_png": (
        "stripes",
        lambda n: files(n, 1),
        lambda m, x: m.translate(prepared(x, 1)),
        ROUNDED,
    ),
    "b2a_png": (
        "stripes",
        lambda n: files(n, 3),
        lambda m, x: m.translate(prepared(x, 3), "b2a"),
        ROUNDED,
    ),
    "discriminate_b": (
        "stripes",
        lambda n: uniform(n, 16, 16, 3),
        lambda m, x: mean_logits(m.discriminator_b, x),
        1e-5,
    ),
}


def answer_of(server, name, rows):
    answer = server(name, rows)
    return decoded(answer) if answer.dtype == object else answer


@pytest.mark.parametrize("name", SIGNATURES)
@pytest.mark.parametrize("n", [1, 3, 64])
def test_the_live_models_outputs(models, served, name, n):
    model, rows_of, expected_of, tolerance = SIGNATURES[name]
    rows = rows_of(n)
    answer = answer_of(served[model], name, rows)
    assert len(answer) == n
    np.testing.assert_allclose(answer, expected_of(models[model], rows), rtol=0, atol=tolerance)


@pytest.mark.parametrize("name", SIGNATURES)
def test_requests_may_be_merged(served, name):
    model, rows_of, _, tolerance = SIGNATURES[name]
    requests = [rows_of(n) for n in (1, 3, 7)]
    merged = answer_of(served[model], name, np.concatenate(requests))
    alone = [
        answer_of(served[model], name, rows[i : i + 1])
        for rows in requests
        for i in range(len(rows))
    ]
    np.testing.assert_allclose(merged, np.concatenate(alone), rtol=0, atol=tolerance)


@pytest.mark.parametrize(("direction", "channels"), [("a2b", 1), ("b2a", 3)])
def test_pictures_of_any_size(models, served, direction, channels):
    """Rounding in decoders and in resizing is magnified by a translator."""
    contents = files_of_many_sizes(12)
    answer = decoded(served["stripes"](f"{direction}_png", contents))
    expected = models["stripes"].translate(prepared(contents, channels), direction)
    difference = np.abs(answer - expected)
    assert difference.mean() < 0.01
    assert difference.max() < 0.2
    alone = [served["stripes"](f"{direction}_png", contents[i : i + 1]) for i in range(12)]
    np.testing.assert_allclose(answer, decoded(np.concatenate(alone)), rtol=0, atol=ROUNDED)


@pytest.mark.filterwarnings("ignore:the images to translate has no negative value")
@pytest.mark.parametrize("size", [(3000, 1), (1, 3000), (100, 100)])
def test_extreme_pictures(models, served, size):
    rng = np.random.default_rng(0)
    contents = of_objects([file_of(rng.integers(0, 256, size, dtype="uint8"))])
    answer = decoded(served["stripes"]("a2b_png", contents))
    expected = models["stripes"].translate(prepared(contents, 1))
    assert np.abs(answer - expected).mean() < 0.02


# Signatures


@pytest.mark.parametrize("model", ["digits", "stripes"])
def test_signatures_can_be_batched_and_are_named(served, model):
    signatures = served[model].signatures
    expected = {name for name, (owner, *_) in SIGNATURES.items() if owner == model}
    extra = {"stripes": {"serving_default", "discriminate_a"}}.get(model, set())
    assert set(signatures) == expected | extra | {"serve"}
    for signature in signatures.values():
        for name, info in [*signature.inputs.items(), *signature.outputs.items()]:
            assert info.tensor_shape.unknown_rank or info.tensor_shape.dim[0].size == -1
            assert name.endswith("_bytes") == (info.dtype == tf.string.as_datatype_enum)


def test_the_default_of_a_cyclegan_is_a2b(served):
    rows = uniform(2, 16, 16, 1)
    np.testing.assert_array_equal(
        served["stripes"]("serving_default", rows), served["stripes"]("a2b", rows)
    )


SHOWN = {
    "serving_default": ("latents", "(-1, 6)", "images", "(-1, 28, 28, 1)"),
    "png_from_seed": ("seeds", "DT_INT64", "image_bytes", "DT_STRING"),
    "discriminate": ("(-1, 28, 28, 1)", "scores", "(-1)"),
}


def test_saved_model_cli_shows_the_signatures(served):
    """In another process, because the tool's flags have names of ours."""
    command = [sys.executable, "-m", "tensorflow.python.tools.saved_model_cli", "show", "--all"]
    result = subprocess.run(
        [*command, "--dir", str(served["digits"].folder)],
        capture_output=True,
        text=True,
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"},
        check=False,
    )
    assert result.returncode == 0, result.stderr
    shown = {
        part.partition("'")[0]: part.partition("Method name is")[0]
        for part in result.stdout.split("signature_def['")[1:]
    }
    for signature, words in SHOWN.items():
        assert [word for word in words if word not in shown[signature]] == []


# Without XLA, which the server disables


def compiled_by_xla(graph_def):
    """Names of the functions and calls in a graph that run under XLA or not at all."""
    functions = graph_def.library.function
    nodes = [*graph_def.node, *(node for function in functions for node in function.node_def)]
    named = [*((f.signature.name, f) for f in functions), *((node.name, node) for node in nodes)]
    return [name for name, each in named if each.attr["_XlaMustCompile"].b]


def test_what_is_compiled_by_xla_is_found():
    """So that finding nothing means something."""
    with tf.Graph().as_default() as graph:
        tf.function(lambda x: x + 1, jit_compile=True)(tf.constant(1.0))
    assert len(compiled_by_xla(graph.as_graph_def())) >= 2


@pytest.mark.parametrize("model", ["digits", "stripes"])
def test_nothing_needs_xla(models, served, in_session, model):
    """Nor is there a difference where the session forbids it."""
    assert models[model].jit_compile
    assert served[model].meta.graph_def.library.function
    assert compiled_by_xla(served[model].meta.graph_def) == []
    config = tf.compat.v1.ConfigProto()
    config.graph_options.optimizer_options.global_jit_level = (
        config_pb2.OptimizerOptions.GlobalJitLevel.OFF
    )
    without = in_session(served[model].folder, config)
    for name, (owner, rows_of, expected_of, tolerance) in SIGNATURES.items():
        if owner == model:
            rows = rows_of(3)
            expected = expected_of(models[model], rows)
            answer = answer_of(without, name, rows)
            np.testing.assert_allclose(answer, expected, rtol=0, atol=tolerance)


# Warm-up


@pytest.mark.parametrize("model", ["digits", "stripes"])
def test_every_warm_up_request_is_answered(served, model):
    prediction_log_pb2 = pytest.importorskip("tensorflow_serving.apis.prediction_log_pb2")
    records = tf.data.TFRecordDataset(str(served[model].folder / warm_up.FILE))
    asked = set()
    for record in records.as_numpy_iterator():
        request = prediction_log_pb2.PredictionLog.FromString(record).predict_log.request
        assert request.model_spec.name == model
        name = request.model_spec.signature_name
        (tensor,) = request.inputs.values()
        assert set(request.inputs) == set(served[model].signatures[name].inputs)
        rows = tf.make_ndarray(tensor)
        assert len(served[model](name, rows)) == len(rows)
        asked.add((name, len(rows)))
    assert asked == {(name, size) for name in served[model].signatures for size in (1, 8)}
