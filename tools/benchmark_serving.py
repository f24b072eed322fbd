"""An exported generator against the generator itself: the part of `benchmark.py` about serving.

The SavedModel runs as in TensorFlow Serving, in a session of its own that the server's loader has
filled; without the server's protocols, whose share depends on the network. The generator is called
in two ways: compiled as a `tf.function`, as `generate` calls it, which is the fair comparison, for
both sides then run a graph; and plainly, layer by layer. All three take latents and return images
as NumPy arrays.
"""

import pathlib
import tempfile

import tensorflow as tf
from tensorflow.core.protobuf import config_pb2

from kerasgan import latents


def load_served(folder, signature="serving_default"):
    """A signature of a SavedModel in the loader of the server, as a function from array to array.

    Args:
        folder: The version's folder.
        signature: Name of a signature of one input and one output.
    """
    session = tf.compat.v1.Session(graph=tf.Graph())
    meta = tf.compat.v1.saved_model.load(session, ["serve"], str(folder))
    definition = meta.signature_def[signature]
    (taken,), (given,) = definition.inputs.values(), definition.outputs.values()
    # `Session.run` would look names up and check shapes each time, which the server does not.
    run = session._make_callable_from_options(
        config_pb2.CallableOptions(feed=[taken.name], fetch=[given.name])
    )
    return lambda array: run(array)[0]


def make_ways(model):
    """The same images in three ways: a dict from names to functions of an array of latents."""
    compiled = tf.function(
        lambda codes: model.generator(codes, training=False),
        jit_compile=model.jit_compile,
        reduce_retracing=True,
    )
    with tempfile.TemporaryDirectory() as folder:  # the weights stay in the session
        exported = load_served(model.export(pathlib.Path(folder) / "model"))
    return {
        "SavedModel": exported,
        "compiled generator": lambda codes: compiled(tf.constant(codes)).numpy(),
        "plain generator": lambda codes: model.generator(codes, training=False).numpy(),
    }


def measure(model, batches, images, seconds):
    """Images a second at each batch size.

    Args:
        model: A compiled model that draws from latents.
        batches: Integers, numbers of images in a request.
        images: Integer, how many images are drawn in a round; of small batches, 1/8 of them.
        seconds: Function from named candidates to their seconds, taking turns.
    """
    ways, figures = make_ways(model), {}
    for batch in batches:
        codes = latents.sample(batch, model.latent_dim, model.prior, seed=0)
        repeats = max(1, images // batch // (1 if batch >= 8 else 8))
        took = seconds(**{name: repeat(way, codes, repeats) for name, way in ways.items()})
        title = f"batch {batch}"
        for name, total in took.items():
            figures[f"{title}: {name}, images/s"] = repeats * batch / total
        for name in ("compiled generator", "plain generator"):
            figures[f"{title}: SavedModel, of the {name}"] = took[name] / took["SavedModel"]
    return figures


def repeat(way, codes, repeats):
    """Draws images over and over."""

    def run():
        for _ in range(repeats):
            way(codes)

    return run
