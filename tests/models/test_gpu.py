"""What only a GPU can show: run with `pytest -m gpu` on a machine that has one."""

import numpy as np
import pytest
import tensorflow as tf

import kerasgan

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not tf.config.list_physical_devices("GPU"), reason="there is no GPU"),
]


def trained(device, steps=3, **options):
    images = np.random.default_rng(0).uniform(-1, 1, (steps * 16, 28, 28, 1)).astype("float32")
    with tf.device(device):
        model = kerasgan.DCGAN(width=8, seed=0, dtype=options.pop("dtype", None))
        model.compile(generator_optimizer="sgd", discriminator_optimizer="sgd", **options)
        logs = model.fit(images, batch_size=16, verbose=0).history
    return model, logs


@pytest.mark.parametrize("xla", [False, True])
def test_gpu_equals_cpu(xla):
    """The same weights after three steps of SGD, up to the order of sums."""
    tf.config.experimental.enable_tensor_float_32_execution(False)
    on_gpu, _ = trained("GPU:0", jit_compile=xla)
    on_cpu, _ = trained("CPU:0", jit_compile=False)
    for a, b in zip(on_gpu.variables, on_cpu.variables, strict=True):
        np.testing.assert_allclose(a.numpy(), b.numpy(), atol=1e-3, err_msg=a.path)


@pytest.mark.parametrize("dtype", ["mixed_bfloat16", "mixed_float16"])
@pytest.mark.parametrize("xla", [False, True])
def test_half_precision_trains(dtype, xla):
    _, logs = trained("GPU:0", dtype=dtype, jit_compile=xla)
    assert np.isfinite([logs["generator_loss"], logs["discriminator_loss"]]).all()


def test_auto_picks_xla():
    model, _ = trained("GPU:0")
    assert model.jit_compile
