"""What a network must be to take part in an adversarial game, checked at construction."""

import keras

from kerasgan import keras_private

# Names of activations that turn logits into probabilities or their logarithms.
SQUASHING = {"sigmoid", "hardsigmoid", "logsigmoid", "softmax", "logsoftmax"}


def check_network(network, name):
    """Checks that `network` is a built Keras model with one input and one output.

    Raises:
        TypeError: If it is not a `keras.Model`.
        ValueError: If it is unbuilt, has several inputs or outputs, or regularizes activities.
    """
    if not isinstance(network, keras.Model):
        raise TypeError(
            f"`{name}` must be a keras.Model, for example keras.Sequential or a functional "
            f"model. Received: {network!r} of type {type(network).__name__}."
        )
    if not network.built:
        raise ValueError(
            f"`{name}` ({network.name}) is not built, so its shapes are unknown. Give it a "
            f"keras.Input as first layer, or call it once on a batch, before passing it on."
        )
    for side in ("input_shape", "output_shape"):
        shape = getattr(network, side, None)
        if not isinstance(shape, tuple):
            raise ValueError(
                f"`{name}` ({network.name}) must have one input and one output of known shape. "
                f"Received {side}={shape!r}."
            )
    for layer in keras_private.flatten_layers(network):
        if getattr(layer, "activity_regularizer", None) is not None:
            raise ValueError(
                f"Layer {layer.name!r} of `{name}` ({network.name}) has an activity_regularizer, "
                "which adversarial training would ignore. Use regularizers of weights, or a loss "
                "of your own (a subclass of kerasgan.losses.AdversarialLoss)."
            )


def check_groups(family, networks):
    """Checks that a model has the networks that its family names, and each in one group.

    Raises:
        ValueError: If it has not.
    """
    named = (*family.generator_networks, *family.discriminator_networks)
    if set(named) != set(networks) or len(named) != len(networks):
        raise ValueError(
            f"A {family.__name__} has the networks {', '.join(named)}, as its "
            "`generator_networks` and `discriminator_networks` say. "
            f"Received: {', '.join(networks)}."
        )


def compatible(produced, expected):
    """Whether two shapes with the batch axis agree wherever both are known."""
    return len(produced) == len(expected) and all(
        a is None or b is None or a == b for a, b in zip(produced[1:], expected[1:], strict=True)
    )


def check_fits(producer, producer_name, consumer, consumer_name):
    """Checks that the outputs of one network are inputs of another.

    Raises:
        ValueError: If the shapes differ; names both networks and both shapes.
    """
    produced, expected = producer.output_shape, consumer.input_shape
    if not compatible(produced, expected):
        raise ValueError(
            f"The output of `{producer_name}` does not fit the input of `{consumer_name}`: "
            f"`{producer_name}` ({producer.name}) produces {produced[1:]}, "
            f"`{consumer_name}` ({consumer.name}) expects {expected[1:]}. "
            f"Change one of them so that the shapes agree."
        )


def check_latent_dim(generator, latent_dim):
    """Returns the generator's latent dimension.

    Args:
        generator: Model that takes latents of shape `[N, latent_dim]`.
        latent_dim: Integer that must agree with the generator, or `None`.

    Raises:
        ValueError: If the generator's input is not a vector, or `latent_dim` contradicts it.
    """
    shape = generator.input_shape
    if len(shape) != 2 or shape[1] is None:
        raise ValueError(
            f"`generator` ({generator.name}) must take latents of shape [batch, latent_dim]. "
            f"Its input shape is {shape}. Begin it with keras.Input((latent_dim,))."
        )
    if latent_dim not in (None, shape[1]):
        raise ValueError(
            f"`latent_dim` contradicts the generator. Received: latent_dim={latent_dim}, but "
            f"`generator` ({generator.name}) takes latents of length {shape[1]}. Leave "
            f"`latent_dim` out, or make them agree."
        )
    return shape[1]


def check_returns_logits(network, name):
    """Checks that `network` does not end in a sigmoid or softmax: the losses work on logits.

    Raises:
        ValueError: If it does.
    """
    last = _last_layer(network)
    activation = getattr(last, "activation", None)
    activation = getattr(activation, "__name__", type(last).__name__)
    if activation.replace("_", "").lower() in SQUASHING:
        raise ValueError(
            f"`{name}` ({network.name}) ends in a {activation} (layer {last.name!r}), but the "
            f"losses work on logits, which is stable where probabilities are not. Remove that "
            f"activation; sigmoid(logit) is then D(x)."
        )


def _last_layer(network):
    """The layer or operation that computes the output of a model.

    Layers behind it that hand its values on, perhaps in another shape, are passed over.
    """
    if getattr(network, "outputs", None):
        last, inputs = keras_private.find_producer(network.outputs[0])
        while _hands_values_on(last):
            last, inputs = keras_private.find_producer(inputs[0])
    else:
        last = network.layers[-1] if network.layers else network
    return _last_layer(last) if isinstance(last, keras.Model) and last is not network else last


def _hands_values_on(layer):
    kinds = (keras.layers.Flatten, keras.layers.Reshape, keras.layers.Identity)
    is_linear = getattr(layer, "activation", None) is keras.activations.linear
    return isinstance(layer, kinds) or (isinstance(layer, keras.layers.Activation) and is_linear)
