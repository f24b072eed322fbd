"""Loading models from presets, and publishing them as presets and SavedModels."""

import functools

import tensorflow as tf

from kerasgan import presets, serving
from kerasgan.engine import averages
from kerasgan.engine.passes import inference_pass
from kerasgan.models.contract import FamilyContract
from kerasgan.presets.overview import format_costs, format_link


class BuiltInPresets:
    """Class attribute: the built-in presets of the class that it is read from."""

    def __get__(self, model, cls):
        return presets.find_presets(cls)


class PublishedModel(FamilyContract):
    """A Keras model that loads from presets, and can be published as a preset or a SavedModel.

    The networks named in `inference_networks` are published, as `averaged` returns them.
    """

    inference_networks = ("generator",)
    # What cards say of a preset of the family: how it is used, and what its picture shows.
    usage = "samples = model.generate(16, seed=0)"
    samples_caption = "Samples of the generator, not chosen"
    # Dict from the names of the family's built-in presets to their descriptions.
    presets = BuiltInPresets()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._inference = {}  # compiled passes by names of networks

    @property
    def family(self):
        """Name of the model's class, as presets record it."""
        return type(self).__name__

    # The function of `kerasgan.data` that loads what the family is trained on, and how many real
    # samples its scores take (`None`: all of a split).
    data_loader = None
    scored_examples = None

    @classmethod
    def load_data(cls, table):
        """The data of a recipe for `fit`: its table [data] are arguments of `data_loader`."""
        return cls.data_loader(**table)

    @classmethod
    def load_shown(cls, table):
        """The examples of a recipe's data that `show` takes; `None` where it takes none."""

    @classmethod
    def check_scorable(cls):
        """Raises ValueError if `Evaluate` cannot score the family."""

    def show(self, examples=None):
        """The picture on the card of a preset, a uint8 array; `None` if there is none to draw."""

    @classmethod
    def overview_row(cls, description):
        """Dict from titles to cells: the row of a preset, by its description, in an overview."""
        family = f"`{description.family}`"
        return {"preset": format_link(description), "family": family, **format_costs(description)}

    def inference_values(self, name):
        """Values of the named network's trainable variables that inference uses, as tensors."""
        optimizer = self.generator_optimizer if self.compiled else None
        return averages.inference_values(optimizer, getattr(self, name))

    def averaged(self, name):
        """Returns the named network with the weights that inference uses.

        Args:
            name: Name of one of `inference_networks`.

        Returns:
            The network itself where no moving average is kept; else a copy of it that has the
            averages for weights.
        """
        network = getattr(self, name)
        if self.compiled and averages.keeps_average(self.generator_optimizer):
            return averages.copy_with(network, self.inference_values(name))
        return network

    def infer(self, name, inputs):
        """Outputs of the named network in inference mode, by the weights that inference uses.

        Args:
            name: Name of one of `inference_networks`.
            inputs: A batch of the network's inputs.

        Returns:
            NumPy float32 array `[N, …]`.
        """
        if name not in self._inference:
            function = functools.partial(inference_pass, getattr(self, name))
            self._inference[name] = tf.function(function, reduce_retracing=True)
        return self._inference[name](inputs, self.inference_values(name)).numpy()

    @classmethod
    def from_preset(cls, source, *, sha256=None, generator_only=False):
        """Loads a pretrained model.

        Args:
            source: Name of a built-in preset (see `kerasgan.list_presets()`), a folder written
                by `save_to_preset`, or the `https://….zip` address of one.
            sha256: Hexadecimal SHA-256 of the archive, required for an address.
            generator_only: Whether to load only what inference needs. Such a model can generate
                and export but not train.

        Returns:
            The model, an instance of this class; on `AdversarialModel`, of any family.

        Raises:
            ValueError: If the preset is unknown, damaged, incomplete or of another family.

        Example:

        >>> import kerasgan
        >>> model = kerasgan.DCGAN.from_preset("dcgan_mnist")
        >>> images = model.generate(64, seed=0)
        """
        return presets.load(source, cls=cls, sha256=sha256, generator_only=generator_only)

    def save_to_preset(self, folder, **kwargs):
        """Saves the model as a preset folder; see `kerasgan.presets.save` for the arguments."""
        return presets.save(self, folder, **kwargs)

    def export(self, filepath, format="tf_saved_model", *, version=1, overwrite=False, **kwargs):
        """Writes a SavedModel for TensorFlow Serving to `<filepath>/<version>/`.

        See `kerasgan.serving.export` for the signatures and errors.

        Args:
            filepath: Folder of the served model, with a subfolder for each version.
            format: `"tf_saved_model"`, `"onnx"` or `"litert"`.
            version: Positive integer. TensorFlow Serving serves the highest version.
            overwrite: Whether to replace an existing version.
            **kwargs: Further arguments of `kerasgan.serving.export`: `uint8`, `discriminator`,
                `max_batch_size`, `max_pixels`.

        Returns:
            The `pathlib.Path` of the version's folder.
        """
        return serving.export(
            self, filepath, format, version=version, overwrite=overwrite, **kwargs
        )
