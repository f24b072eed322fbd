"""XLA and half precision."""

import keras
import numpy as np
import pytest

import kerasgan


def sgd():
    return keras.optimizers.SGD(0.05, momentum=0.5)


def test_xla_equals_plain(make_gan, points, network_state, assert_same):
    states = []
    for xla in (False, True):
        model = make_gan(dropout=0)
        model.compile(sgd(), sgd(), jit_compile=xla)
        model.fit(points(96), batch_size=16, epochs=2, verbose=0)
        assert model.jit_compile is xla
        states.append(network_state(model))
    assert_same(*states, atol=1e-4)
    start = network_state(make_gan(dropout=0))
    assert np.abs(states[0]["generator/0/kernel"] - start["generator/0/kernel"]).max() > 1e-2


@pytest.fixture
def policy(request):
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(request.param)
    yield request.param
    keras.config.set_dtype_policy(before)


def compiled(make_gan, **options):
    model = make_gan(dropout=0)
    model.compile(keras.optimizers.Adam(1e-2), keras.optimizers.Adam(1e-2), **options)
    return model


@pytest.mark.parametrize("policy", ["mixed_bfloat16"], indirect=True)
def test_mixed_bfloat16_trains(make_gan, points, network_state, policy):
    model = compiled(make_gan)
    start = network_state(model)
    history = model.fit(points(), batch_size=16, epochs=3, verbose=0).history
    assert np.isfinite(list(history.values())).all()
    assert model.generator.compute_dtype == "bfloat16"
    end = network_state(model)
    assert end["generator/0/kernel"].dtype == np.float32
    moved = [np.abs(end[name] - start[name]).max() for name in start]
    assert min(moved) > 1e-4
    samples = model.generate(4, seed=0)
    assert samples.dtype == np.float32
    assert np.isfinite(samples).all()
    # The rounding of bfloat16, 2^-8, changes the course only a little.
    keras.config.set_dtype_policy("float32")
    plain = compiled(make_gan)
    losses = plain.fit(points(), batch_size=16, epochs=3, verbose=0).history
    for name, values in losses.items():
        np.testing.assert_allclose(history[name], values, atol=0.05, err_msg=name)


@pytest.mark.parametrize("policy", ["mixed_float16"], indirect=True)
@pytest.mark.parametrize("update", ["alternating", "simultaneous"])
def test_mixed_float16_trains_with_loss_scaling(make_gan, points, policy, update, tmp_path):
    def compiled():
        model = make_gan(dropout=0, normalized=False)
        model.compile(sgd(), sgd(), update=update)
        return model

    model = compiled()
    optimizers = (model.generator_optimizer, model.discriminator_optimizer)
    assert all(isinstance(o, keras.optimizers.LossScaleOptimizer) for o in optimizers)
    model.fit(points(), batch_size=16, epochs=4, verbose=0)
    # Keras begins with a scale of 2^15 and skips updates whose gradients overflow.
    updates = [int(optimizer.inner_optimizer.iterations) for optimizer in optimizers]
    assert all(20 <= n <= 24 for n in updates), updates

    keras.config.set_dtype_policy("float32")
    plain = compiled()
    plain.fit(points(), batch_size=16, epochs=4, verbose=0)
    for name in ("generator", "discriminator"):
        for a, b in zip(getattr(model, name).weights, getattr(plain, name).weights, strict=True):
            np.testing.assert_allclose(np.array(a), np.array(b), atol=0.02, err_msg=a.path)

    model.save(tmp_path / "half.keras")
    loaded = keras.models.load_model(tmp_path / "half.keras")
    pairs = [(model.generator_optimizer, loaded.generator_optimizer)]
    pairs += [(model.discriminator_optimizer, loaded.discriminator_optimizer)]
    for old, new in pairs:
        assert isinstance(new, keras.optimizers.LossScaleOptimizer)
        assert len(old.variables) == len(new.variables)
        for a, b in zip(old.variables, new.variables, strict=True):
            np.testing.assert_array_equal(np.array(a), np.array(b))
    assert loaded.generator.layers[0].compute_dtype == "float16"


@pytest.mark.parametrize("policy", ["mixed_float16"], indirect=True)
def test_overflow_in_float16_is_not_a_failure(make_gan, points, network_state, policy):
    """The scale is lowered and the update skipped, by the optimizer alone."""
    model = make_gan(dropout=0, normalized=False)
    scaled = [
        keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(1e-2), initial_scale=2.0**30)
        for _ in range(2)
    ]
    model.compile(*scaled)
    start = network_state(model)
    model.fit(points(32), batch_size=16, verbose=0)
    for name, value in network_state(model).items():
        np.testing.assert_array_equal(value, start[name])
    model.fit(points(), batch_size=16, epochs=8, verbose=0)
    assert all(float(o.dynamic_scale) < 2.0**30 for o in scaled)
    assert all(int(o.inner_optimizer.iterations) > 0 for o in scaled)


def test_dcgan_takes_a_policy(tmp_path):
    model = kerasgan.DCGAN(width=2, latent_dim=3, seed=0, dtype="mixed_bfloat16")
    assert model.generator.layers[1].compute_dtype == "bfloat16"
    assert keras.config.dtype_policy().name == "float32"
    model.save(tmp_path / "half.keras")
    loaded = keras.models.load_model(tmp_path / "half.keras")
    assert loaded.discriminator.layers[1].compute_dtype == "bfloat16"
    np.testing.assert_array_equal(loaded.generate(2, seed=0), model.generate(2, seed=0))
