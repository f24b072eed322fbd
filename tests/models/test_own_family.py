"""A family of one's own: what the guide writes works, and what a family lacks is named."""

import pathlib
import re

import numpy as np
import pytest

import kerasgan
from kerasgan import networks

GUIDE = pathlib.Path(kerasgan.models.__file__).with_name("README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)


def test_the_guide_runs(tmp_path, monkeypatch):
    """Its family keeps the whole contract, without a line anywhere else."""
    monkeypatch.chdir(tmp_path)
    exec(compile("\n".join(BLOCKS), "models/README.md", "exec"), {"__name__": "guide"})
    assert (tmp_path / "pictures" / "training.gif").exists()


def test_the_guide_takes_at_most_forty_lines():
    body = BLOCKS[0][BLOCKS[0].index("@keras.saving") :]
    assert len([line for line in body.splitlines() if line.strip()]) <= 40


def mlps():
    return {
        "generator": networks.mlp_generator((2,), latent_dim=3, hidden=(4,)),
        "discriminator": networks.mlp_discriminator((2,), hidden=(4,)),
    }


def test_what_a_family_lacks_is_named():
    class Unfinished(kerasgan.LatentModel):
        def alternating_step(self, minibatches):
            return None

    with pytest.raises(TypeError, match=r"Unfinished lacks.*`evaluation_logs`.*models/README\.md"):
        Unfinished(mlps())

    class Bare(kerasgan.AdversarialModel):
        pass

    with pytest.raises(TypeError, match="`sample_shape`, `alternating_step`, `evaluation_logs`"):
        Bare(mlps())


class Finished(kerasgan.LatentModel):
    """Gives what it must, and learns nothing."""

    def alternating_step(self, minibatches):
        return None

    def evaluation_logs(self, minibatches):
        return {}


def test_networks_that_the_family_does_not_name():
    for networks_given in ({**mlps(), "encoder": mlps()["generator"]}, {}):
        with pytest.raises(ValueError, match="A Finished has the networks generator, discrimin"):
            Finished(networks_given)


def test_a_step_that_a_family_does_not_have():
    model = Finished(mlps())
    model.compile(update="simultaneous")
    with pytest.raises(ValueError, match='A Finished trains with update="alternating" only'):
        model.fit(np.zeros((8, 2), "float32"), batch_size=8, verbose=0)


def test_directions_that_a_translator_does_not_have():
    scope = {}
    exec(compile(BLOCKS[0], "models/README.md", "exec"), scope)
    translator = networks.unet_translator((8, 8, 1), width=2)
    judge = networks.patchgan_discriminator((8, 8, 1), 2, receptive_field=16)
    model = scope["PairedTranslator"](translator, judge)
    images = np.zeros((1, 8, 8, 1), "float32")
    assert model.translate(images).shape == (1, 8, 8, 1)
    with pytest.raises(ValueError, match=r"translates a2b only\. Received: direction='b2a'"):
        model.translate(images, "b2a")
    with pytest.raises(ValueError, match="`direction` must be 'a2b' or 'b2a'"):
        model.translate(images, "a2c")
