import importlib.util

import numpy as np
import pytest
import tensorflow as tf

import kerasgan

MODELS = {
    "DCGAN": lambda: kerasgan.DCGAN(width=4, latent_dim=6),
    "CycleGAN": lambda: kerasgan.CycleGAN((16, 16, 1), width=2, blocks=1, receptive_field=16),
}
ONNX = ("onnx", "tf2onnx", "onnxruntime")


def inputs_of(network, n=3):
    shape = (n, *network.input_shape[1:])
    return np.random.default_rng(0).uniform(-1, 1, shape).astype("float32")


def run_litert(path, inputs):
    interpreter = tf.lite.Interpreter(str(path))
    (taken,), (given,) = interpreter.get_input_details(), interpreter.get_output_details()
    interpreter.resize_tensor_input(taken["index"], inputs.shape)
    interpreter.allocate_tensors()
    interpreter.set_tensor(taken["index"], inputs)
    interpreter.invoke()
    return interpreter.get_tensor(given["index"])


def run_onnx(path, inputs):
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path))
    (taken,) = session.get_inputs()
    (outputs,) = session.run(None, {taken.name: inputs})
    return outputs


@pytest.mark.filterwarnings("ignore:.*tf.lite.Interpreter")
@pytest.mark.parametrize("family", MODELS)
def test_litert(family, tmp_path):
    check(MODELS[family](), tmp_path, "litert", ".tflite", run_litert)


@pytest.mark.parametrize("family", MODELS)
def test_onnx(family, tmp_path):
    for name in ONNX:
        pytest.importorskip(name)
    check(MODELS[family](), tmp_path, "onnx", ".onnx", run_onnx)


def check(model, folder, file_format, suffix, run):
    """Every network gives the outputs that it gives in Keras."""
    version = model.export(folder, file_format, version=3, discriminator=True)
    assert version == folder / "3"
    names = {*model.generator_networks, *model.discriminator_networks}
    assert {path.name for path in version.iterdir()} == {f"{name}{suffix}" for name in names}
    for name in names:
        network = getattr(model, name)
        inputs = inputs_of(network)
        outputs = run(version / f"{name}{suffix}", inputs)
        np.testing.assert_allclose(outputs, network(inputs, training=False), rtol=0, atol=1e-5)


def test_what_to_install_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match=r"onnx and tf2onnx: run pip install 'kerasgan\[onnx\]'"):
        MODELS["DCGAN"]().export(tmp_path / "digits", "onnx")
    assert not (tmp_path / "digits").exists()
