"""One suite over everything of a kind: losses, networks and presets each keep one contract."""

import functools
import hashlib
import json
import pathlib

import keras
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

import kerasgan
from kerasgan import losses, networks, penalties, presets, recipes, theory
from kerasgan.losses import divergence_table

ZOO = pathlib.Path(__file__).parents[1] / "zoo"

# Every public function of `kerasgan.networks`, built small. Each takes `seed`.
NETWORKS = {
    "mlp_generator": lambda seed: networks.mlp_generator(
        (4, 4, 3), latent_dim=5, hidden=(7, 6), seed=seed
    ),
    "mlp_discriminator": lambda seed: networks.mlp_discriminator((4, 4, 3), (7, 6), seed=seed),
    "maxout_discriminator": lambda seed: networks.maxout_discriminator(
        (4, 4, 3), units=6, pieces=3, seed=seed
    ),
    "dcgan_generator": lambda seed: networks.dcgan_generator(
        (32, 32, 3), latent_dim=5, width=2, seed=seed
    ),
    "dcgan_discriminator": lambda seed: networks.dcgan_discriminator(
        (32, 32, 3), width=2, seed=seed
    ),
    "resnet_generator": lambda seed: networks.resnet_generator(
        (28, 28, 3), latent_dim=5, width=4, seed=seed
    ),
    "resnet_critic": lambda seed: networks.resnet_critic((28, 28, 3), width=4, seed=seed),
    "resnet_translator": lambda seed: networks.resnet_translator(
        (8, 12, 3), output_channels=2, width=4, blocks=2, seed=seed
    ),
    "unet_translator": lambda seed: networks.unet_translator(
        (8, 12, 3), output_channels=2, width=4, seed=seed
    ),
    "patchgan_discriminator": lambda seed: networks.patchgan_discriminator(
        (12, 16, 3), width=4, receptive_field=34, seed=seed
    ),
}
# A name says the kind; a critic is a discriminator.
KINDS = {
    name: next((kind for kind in ("generator", "translator") if kind in name), "discriminator")
    for name in NETWORKS
}
LOSSES = {
    "non_saturating": losses.NonSaturating,
    "minimax": losses.Minimax,
    "maximum_likelihood": losses.MaximumLikelihood,
    "least_squares": losses.LeastSquares,
    "hinge": losses.Hinge,
    "wasserstein": losses.Wasserstein,
}
each_network = pytest.mark.parametrize("name", NETWORKS)
each_discriminator = pytest.mark.parametrize(
    "name", [name for name in NETWORKS if KINDS[name] == "discriminator"]
)
DIVERGENCES = [name for name in losses.divergences() if hasattr(divergence_table, name)]
PENALTIES = {
    "gradient_penalty": penalties.GradientPenalty,
    "dragan": penalties.DRAGAN,
    "r1": penalties.R1,
}
each_loss = pytest.mark.parametrize("name", LOSSES)
each_divergence = pytest.mark.parametrize("name", DIVERGENCES)
each_penalty = pytest.mark.parametrize("name", PENALTIES)
each_preset = pytest.mark.parametrize("name", kerasgan.list_presets())
DRAWING = [name for name in kerasgan.list_presets() if name not in kerasgan.CycleGAN.presets]
each_drawing_preset = pytest.mark.parametrize("name", DRAWING)  # test_translators.py has the rest


def _inputs(model, count=8):
    shape = (count, *model.input_shape[1:])
    return np.random.default_rng(0).normal(size=shape).astype("float32")


def test_every_network_is_here():
    public = {name for name in vars(networks) if callable(getattr(networks, name))}
    assert public == set(NETWORKS)


def test_every_loss_is_here():
    assert set(losses.names()) == set(LOSSES)
    public = {
        value
        for value in vars(losses).values()
        if isinstance(value, type) and value is not losses.AdversarialLoss
    }
    assert public == {*LOSSES.values(), losses.FDivergence}


@each_network
def test_network_is_a_functional_model(name):
    model = NETWORKS[name](0)
    assert type(model).__name__ == "Functional"
    assert model.name == KINDS[name]
    outputs = model(_inputs(model))
    assert outputs.dtype == "float32"
    assert np.isfinite(outputs).all()


@each_network
def test_network_survives_saving(name, tmp_path):
    model = NETWORKS[name](0)
    for weight in model.weights:
        weight.assign(weight + 0.01)
    model.save(tmp_path / "network.keras")
    loaded = keras.models.load_model(tmp_path / "network.keras")
    inputs = _inputs(model)
    np.testing.assert_array_equal(model(inputs), loaded(inputs))
    for layer, again in zip(model.layers, loaded.layers, strict=True):
        assert type(again) is type(layer)
        assert json.dumps(again.get_config()) == json.dumps(layer.get_config())


@each_network
def test_network_is_a_function_of_its_seed(name):
    first, second, other = (NETWORKS[name](seed) for seed in (3, 3, 4))
    inputs = _inputs(first)
    for training in (False, True):
        outputs = first(inputs, training=training)
        np.testing.assert_array_equal(outputs, second(inputs, training=training))
        assert not np.array_equal(outputs, other(inputs, training=training))


@each_network
def test_network_without_a_seed_differs_every_time(name):
    first, second = NETWORKS[name](None), NETWORKS[name](None)
    inputs = _inputs(first)
    assert not np.array_equal(first(inputs), second(inputs))


@each_network
@pytest.mark.parametrize("training", [False, True])
def test_gradient_reaches_every_weight(name, training):
    model = NETWORKS[name](0)
    inputs = tf.constant(_inputs(model, 32))
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        outputs = model(inputs, training=training)
        weights = np.random.default_rng(1).normal(size=outputs.shape).astype("float32")
        loss = tf.reduce_sum(outputs * weights)
    targets = [inputs, *(weight.value for weight in model.trainable_weights)]
    for target, gradient in zip(targets, tape.gradient(loss, targets), strict=True):
        assert gradient is not None, target
        assert np.isfinite(gradient).all(), target
        assert np.abs(gradient).max() > 0, target


@each_discriminator
def test_logits_are_unbounded(name):
    """The last layer is affine: larger weights give larger logits, without end."""
    model = NETWORKS[name](0)
    inputs = _inputs(model)
    logits = model(inputs).numpy()
    assert logits.shape == ((8, 1, 2, 1) if "patchgan" in name else (8, 1))
    last = model.layers[-1]
    assert last.activation is keras.activations.linear
    last.kernel.assign(1e9 * last.kernel)
    np.testing.assert_allclose(model(inputs), 1e9 * logits, rtol=1e-4)
    assert np.abs(model(inputs)).max() > 10


@each_network
def test_network_computes_in_half_precision(name):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = NETWORKS[name](0)
    finally:
        keras.config.set_dtype_policy("float32")
    inputs = _inputs(model)
    expected = NETWORKS[name](0)(inputs).numpy()
    np.testing.assert_allclose(model(inputs), expected, atol=0.05 * np.abs(expected).max())
    outputs = model(inputs, training=True)
    assert outputs.dtype == "float32"
    assert np.isfinite(outputs).all()


@each_loss
def test_loss_is_serializable(name):
    loss = losses.get(name)
    assert type(loss) is LOSSES[name]
    again = losses.get(keras.saving.serialize_keras_object(loss))
    assert type(again) is LOSSES[name]
    assert again.get_config() == loss.get_config()


@each_loss
def test_loss_is_a_pair_of_scalars(name):
    loss = losses.get(name)
    rng = np.random.default_rng(0)
    for shape in [(6, 1), (2, 3, 3, 1), (6,)]:
        real, fake = rng.normal(size=(2, *shape)).astype("float32")
        for value in (loss.discriminator(real, fake), loss.generator(fake)):
            assert value.shape == ()
            assert np.isfinite(value)


@each_loss
def test_loss_pulls_in_the_right_direction(name):
    """D: real logits up, generated ones down. G: generated ones up."""
    loss = losses.get(name)
    real, fake = tf.zeros([4, 1]), tf.zeros([4, 1])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([real, fake])
        discriminator, generator = loss.discriminator(real, fake + 0.5), loss.generator(fake)
    assert (tape.gradient(discriminator, real).numpy() < 0).all()
    assert (tape.gradient(discriminator, fake).numpy() > 0).all()
    assert (tape.gradient(generator, fake).numpy() < 0).all()


@each_loss
def test_loss_is_documented(name):
    documentation = LOSSES[name].__doc__
    assert "Example:" in documentation
    assert "Reference:" in documentation
    assert "arXiv" in documentation


# Divergences


def test_every_divergence_is_here():
    assert losses.divergences()[: len(DIVERGENCES)] == DIVERGENCES
    assert len(DIVERGENCES) == 11
    assert not set(DIVERGENCES) & set(losses.names())


@each_divergence
@pytest.mark.parametrize("generator", ["faithful", "practical"])
def test_divergence_is_a_pair_of_scalars(name, generator):
    loss = losses.FDivergence(name, generator)
    rng = np.random.default_rng(0)
    for shape in [(6, 1), (2, 3, 3, 1), (6,)]:
        real, fake = rng.normal(size=(2, *shape)).astype("float32")
        for value in (
            loss.discriminator(real, fake),
            loss.generator(fake),
            loss.bound(real, fake),
        ):
            assert value.shape == ()
            assert np.isfinite(value)


@each_divergence
def test_divergence_is_known_everywhere(name):
    loss = losses.get(name)
    again = losses.get(keras.saving.serialize_keras_object(loss))
    assert type(loss) is type(again) is losses.FDivergence
    assert again.get_config() == loss.get_config()
    p, q = np.array([0.2, 0.3, 0.5]), np.array([0.4, 0.4, 0.2])
    divergence = theory.f_divergence(p, q, name)
    at_equality = -np.log(4) if name == "gan" else 0.0
    assert theory.f_divergence(p, p, name) == pytest.approx(at_equality, abs=1e-12)
    best = theory.optimal_variational(p, q, name)  # the bound is tight there
    bound = p @ best - q @ loss.conjugate(best).numpy()
    assert bound == pytest.approx(divergence, abs=1e-12)
    assert divergence > at_equality


@each_divergence
def test_divergence_is_documented(name):
    assert f"| `{name}`" in losses.FDivergence.__doc__
    assert f"| `{name}`" in theory.f_divergence.__doc__
    row = getattr(divergence_table, name).__doc__
    for part in ("f(u) = ", "f'", "g(v) = ", "f*"):
        assert part in row
    assert "arXiv:1606.00709" in losses.FDivergence.__doc__


@each_network
def test_network_is_documented(name):
    documentation = getattr(networks, name).__doc__
    for section in ("Args:", "Returns:", "Raises:", "Example:"):
        assert section in documentation, section


# Penalties


def test_every_penalty_is_here():
    assert set(penalties.names()) == set(PENALTIES)
    public = {
        value
        for value in vars(penalties).values()
        if isinstance(value, type) and issubclass(value, penalties.Penalty)
    }
    assert public - {penalties.Penalty} == set(PENALTIES.values())


@each_penalty
def test_penalty_is_serializable(name):
    penalty = penalties.get({"class_name": name, "config": {"weight": 3.0}})
    assert type(penalty) is PENALTIES[name]
    again = penalties.get(keras.saving.serialize_keras_object(penalty))
    assert again.get_config() == penalty.get_config()
    assert again.weight == 3.0


@each_penalty
@pytest.mark.parametrize(
    "critic", [name for name in NETWORKS if name in ("mlp_discriminator", "resnet_critic")]
)
def test_penalty_is_a_scalar_proportional_to_its_weight(name, critic):
    critic = NETWORKS[critic](0)
    rng = np.random.default_rng(0)
    real, fake = rng.normal(size=(2, 4, *critic.input_shape[1:])).astype("float32")
    values = []
    for weight in (1.0, 2.0):
        penalty = PENALTIES[name](weight=weight)
        size = penalty.noise_size(critic.input_shape[1:])
        noise = np.random.default_rng(1).random((4, size), "float32") if size else None
        values.append(penalty(critic, tf.constant(real), tf.constant(fake), noise))
    assert values[0].shape == ()
    assert float(values[1]) == pytest.approx(2 * float(values[0]), rel=1e-5)
    assert float(values[0]) > 0


@each_penalty
def test_penalty_is_documented(name):
    for section in ("Args:", "Raises:", "Example:", "Reference:", "arXiv"):
        assert section in PENALTIES[name].__doc__, section


# Presets


class AnotherFamily(kerasgan.AdversarialModel):
    """A family that no preset is of."""


@functools.cache
def _preset(name):
    return kerasgan.AdversarialModel.from_preset(name)


def _metadata(name):
    return json.loads((ZOO / name / "metadata.json").read_text(encoding="utf-8"))


def test_zoo_has_the_presets():
    names = set(kerasgan.list_presets())
    assert {"gan_mnist", "dcgan_mnist", "dcgan_fashion_mnist"} <= names
    assert names == {path.parent.name for path in ZOO.glob("[!_]*/*")}


def test_the_table_of_the_zoo_has_the_scores_of_the_cards():
    page = (ZOO / "README.md").read_text(encoding="utf-8")
    for table in presets.overview(kerasgan.AdversarialModel.presets).split("\n\n"):
        assert table in page
    for name in kerasgan.list_presets():
        (row,) = [line for line in page.splitlines() if line.startswith(f"| [`{name}`]")]
        values = {score["name"]: score["value"] for score in _metadata(name)["scores"]}
        if _metadata(name)["family"] == "CycleGAN":
            assert f"| {values['a2b frechet_distance']:.2f} on" in row
            assert f"| {values['b2a class_accuracy']:.3f} |" in row
            continue
        assert f"| {values['frechet_distance']:.2f} on" in row
        assert f"| {values['class_histogram: entropy']:.3f} |" in row


def test_the_weights_of_the_zoo_are_small():
    assert sum(path.stat().st_size for path in ZOO.glob("*/*.h5")) < 40e6


@each_preset
def test_preset_loads_by_its_family_only(name):
    model = _preset(name)
    assert model.family == _metadata(name)["family"]
    families = {*presets.families().values(), AnotherFamily}
    assert type(model) in families
    for family in families:
        if issubclass(type(model), family):
            assert type(family.from_preset(name)) is type(model)
        else:
            with pytest.raises(ValueError, match=f"a {model.family}, not a {family.__name__}"):
                family.from_preset(name)
    assert name in type(model).presets
    assert name in kerasgan.AdversarialModel.presets


@each_preset
def test_preset_metadata_are_complete(name):
    metadata = _metadata(name)
    assert metadata["name"] == name
    for key in (
        *("description", "dataset", "dataset_version", "data_license", "weights_license"),
        *("paper", "command", "hardware"),
    ):
        assert isinstance(metadata[key], str), key
        assert metadata[key].strip(), key
    assert f"zoo/{name}/recipe.toml" in metadata["command"]
    assert isinstance(metadata["seed"], int)
    assert metadata["steps"] > 0
    assert metadata["seconds"] > 0
    assert metadata["value_range"] == [-1.0, 1.0]
    assert set(metadata["networks"]) == set(_preset(name).networks)
    for network, described in metadata["networks"].items():
        sizes = [np.prod(weight.shape) for weight in getattr(_preset(name), network).weights]
        assert described["parameters"] == sum(sizes)


@each_preset
def test_preset_files_are_those_that_were_saved(name):
    presets.verify(ZOO / name)
    hashes = _metadata(name)["sha256"]
    for file, digest in hashes.items():
        assert hashlib.sha256((ZOO / name / file).read_bytes()).hexdigest() == digest, file
    saved = {"config.json", "golden.npz", "samples.png", "recipe.toml", "README.md"}
    saved |= {f"{network}.weights.h5" for network in _preset(name).networks}
    if _metadata(name)["family"] in ("FGAN", "WGAN", "CycleGAN"):
        saved.add("curves.png")  # of the divergence, the distance or the losses
    assert set(hashes) == saved
    others = {path.name for path in (ZOO / name).iterdir() if not path.match("recipe_*.toml")}
    assert others == saved | {"metadata.json"}


@each_preset
def test_preset_gives_its_golden_outputs(name):
    golden = np.load(ZOO / name / "golden.npz")
    for network in _preset(name).networks:
        outputs = getattr(_preset(name), network)(golden[f"{network}_inputs"], training=False)
        expected = golden[f"{network}_outputs"]
        assert expected.std() > 1e-3, "golden outputs that are all alike would test nothing"
        np.testing.assert_allclose(outputs, expected, rtol=1e-4, atol=1e-4)


@each_drawing_preset
def test_preset_samples_are_its_own(name):
    with Image.open(ZOO / name / "samples.png") as image:
        samples = np.asarray(image).reshape(image.height, image.width, -1).astype(int)
    grid = kerasgan.images.grid(_preset(name).generate(64, seed=0), columns=8)
    assert samples.shape == grid.shape
    assert np.abs(samples - grid).max() <= 1  # float32 rounds otherwise on another machine


@each_preset
def test_preset_card_says_what_matters(name):
    metadata, card = _metadata(name), (ZOO / name / "README.md").read_text(encoding="utf-8")
    for key in ("description", "dataset", "data_license", "weights_license", "paper", "command"):
        assert metadata[key] in card, key
    assert "(samples.png)" in card
    assert ("(curves.png)" in card) == (ZOO / name / "curves.png").exists()
    assert f'kerasgan.{metadata["family"]}.from_preset("{name}")' in card


@each_drawing_preset
def test_preset_recipe_builds_the_same_model(name):
    recipe = recipes.read(ZOO / name / "recipe.toml")
    model = _preset(name)
    recipe["data"] = {"source": np.zeros((4, *model.image_shape), "uint8"), "batch_size": 4}
    built, _ = recipes.build(recipe)
    assert type(built) is type(model)
    assert built.prior.get_config() == model.prior.get_config()
    for key, network in model.networks.items():
        again = built.networks[key]
        assert [type(layer) for layer in again.layers] == [type(layer) for layer in network.layers]
        assert [v.shape for v in again.weights] == [v.shape for v in network.weights]


@each_drawing_preset
def test_preset_without_what_only_training_needs(name):
    model = kerasgan.AdversarialModel.from_preset(name, generator_only=True)
    np.testing.assert_array_equal(model.generate(4, seed=7), _preset(name).generate(4, seed=7))
    with pytest.raises(ValueError, match="generator_only"):
        model.fit(np.zeros((64, *model.image_shape), "float32"))
