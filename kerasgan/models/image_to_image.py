"""The base of models that translate images: `translate`, files, pictures, exports, cards."""

import pathlib

from kerasgan import data
from kerasgan.data import elements
from kerasgan.directions import Direction
from kerasgan.engine.minibatch import Minibatch
from kerasgan.metrics.reports import translations
from kerasgan.models import picture_files, strips, tiles, translation_endpoints
from kerasgan.models.adversarial import AdversarialModel
from kerasgan.presets.overview import format_costs, format_distance, format_link, format_number

_SHOWN = 4  # images of each side in the pictures of a training
_OF_SIDES = ("image_size", "seed", "data_dir")  # what `read_sides` takes of a recipe's data


class ImageToImageModel(AdversarialModel):
    """Base of the families that translate images of A into images of B, and perhaps back.

    A family names the network for each direction in `translators`, passes these and its
    discriminators to `super().__init__`, and writes its algorithm. Its data are pairs of batches,
    one from each side, which reach its steps as two `Minibatch`es. Everything users do with a
    trained translator is here.

    Args:
        networks: Dict from names to built `keras.Model`s, including the translators.
        **kwargs: As in `kerasgan.AdversarialModel`.
    """

    translators = {"a2b": "generator"}  # noqa: RUF012 - of the class, as all that a family says
    usage = 'paths = model.translate("pictures", direction="a2b", output="translated")'
    samples_caption = "A, B and A again; B, A and B again: the first images, not chosen"

    @property
    def image_shapes(self):
        """Shapes of one image of A and of one of B."""
        network = getattr(self, self.translators[Direction.A2B])
        return tuple(network.input_shape[1:]), tuple(network.output_shape[1:])

    @property
    def image_shape(self):
        """Shape of one image of A."""
        return self.image_shapes[0]

    @property
    def sample_shape(self):
        """Shape of one image of A."""
        return self.image_shapes[0]

    # Training and evaluation

    def compile(self, generator_optimizer=None, discriminator_optimizer=None, loss=None, **kwargs):
        """Configures the model for training; see `AdversarialModel.compile`.

        Args:
            generator_optimizer: Keras optimizer for the translators.
            discriminator_optimizer: Keras optimizer for the discriminators.
            loss: Adversarial loss.
            **kwargs: As in `AdversarialModel.compile`; the discriminators are updated once for
                each update of the translators.

        Raises:
            ValueError: If several discriminator steps or simultaneous updates are requested, or
                as in `AdversarialModel.compile`.
        """
        for name, only in {"discriminator_steps": 1, "update": "alternating"}.items():
            if kwargs.get(name) not in (None, only):
                raise ValueError(
                    f"A {type(self).__name__} trains with {name}={only!r}. "
                    f"Received: {name}={kwargs[name]!r}."
                )
        super().compile(generator_optimizer, discriminator_optimizer, loss, **kwargs)

    def minibatches(self, element, steps=1):
        """`[a, b]`: the images of both sides, equally many of each."""
        return [Minibatch(images) for images in element]

    def training_data(self, x, batch_size=None, shuffle=True, steps_per_epoch=None):
        """What `fit` was given, as a dataset of pairs of batches: `(dataset, steps_per_epoch)`."""
        return elements.prepare_unpaired(
            x,
            self.image_shapes,
            batch_size=batch_size,
            shuffle=shuffle,
            seed=self.seed,
            steps_per_epoch=steps_per_epoch,
        )

    def evaluation_data(self, x):
        """What `evaluate` was given, as a dataset of pairs of batches."""
        return self.training_data(x, shuffle=False)[0]

    # Translation

    def call(self, inputs, training=False):
        """Translations of images of A to B, by the training weights."""
        return getattr(self, self.translators[Direction.A2B])(inputs, training=training)

    def translate(self, images, direction="a2b", *, output=None, size=None, batch_size=8):
        """Translates images: an array, a picture file, or a folder of pictures.

        If the optimizer keeps a moving average of the weights, the average is used.

        Args:
            images: Array `[N, H, W, C]` of floats in [-1, 1], or the path of a picture or of a
                folder of pictures.
            direction: `"a2b"` or `"b2a"`.
            output: Folder to write the translations to as PNG files. Translated files keep their
                names; those from an array are numbered.
            size: What to do with images whose size is not the networks'. `"resize"` (the default
                for files) scales the shorter side and crops the centre; `"tile"` translates and
                blends overlapping tiles, which keeps the size. `None` (the default for arrays)
                makes other sizes an error.
            batch_size: Integer, the number of images to compute at a time.

        Returns:
            NumPy float32 array `[N, H, W, C]` in [-1, 1]; with `output`, the list of paths
            written.

        Raises:
            ValueError: If the direction does not exist, if the images have the wrong size, type,
                range or number of channels, or if nothing can be read.
        """
        name = self._translator(direction)
        shape = getattr(self, name).input_shape[1:]

        def run(batch):
            return self.infer(name, batch)

        if isinstance(images, str | pathlib.Path):
            return picture_files.translate(
                run, images, output, shape, size=size or "resize", batch_size=batch_size
            )
        translations = tiles.translate(run, images, shape, size=size, batch_size=batch_size)
        return translations if output is None else picture_files.save(translations, output)

    def strips(self, a=None, b=None, *, size=None):
        """Draws images, their translations and their reconstructions side by side.

        Each row shows an image of A, its translation to B and the reconstruction of A from that,
        followed by an image of B, its translation to A and the reconstruction of B.

        Args:
            a: Images of A: array `[N, H, W, C]` of floats in [-1, 1], or a list of `[H, W, C]`.
            b: Images of B. Either side may be left out.
            size: As in `translate`, for images whose size is not the networks'. They are shown
                at the networks' size.

        Returns:
            uint8 array `[height, width, 3]`; grey and colour images can be mixed.

        Raises:
            ValueError: If there are no images, or they do not fit, as in `translate`.

        Example:

        >>> path = kerasgan.images.save_png("strips.png", model.strips(a[:4], b[:4]))
        """
        return strips.draw(self, a, b, size=size)

    def _translator(self, direction):
        """Name of the network that translates one way."""
        direction = Direction(direction)
        if direction not in self.translators:
            raise ValueError(
                f"A {type(self).__name__} translates {', '.join(self.translators)} only. "
                f"Received: direction={str(direction)!r}."
            )
        return self.translators[direction]

    # What else is asked of every family

    data_loader = staticmethod(data.load_unpaired)

    @classmethod
    def check_scorable(cls):
        """Raises: `Evaluate` and [evaluate] of recipes score samples that are drawn."""
        raise ValueError(
            f"[evaluate] scores samples that are drawn from latents, and a {cls.__name__} has "
            "none: leave it out."
        )

    @classmethod
    def load_examples(cls, table, split="test", count=None):
        """Images of A and of B of a recipe's data, each once and in order: `(a, b)`, two arrays."""
        options = {name: table[name] for name in _OF_SIDES if name in table}
        return data.read_sides(table["source"], split, count=count, **options)

    @classmethod
    def load_shown(cls, table):
        """The first images of each side, of the test split where the source is a name."""
        named = isinstance(table["source"], str)
        return cls.load_examples(table, "test" if named else table.get("split", "train"), _SHOWN)

    def report(self, real, training, *, table, split="test", features=None, seed=0):
        """Scores translations of `real`, against the truth too where it is known; see `measure`."""
        source, truth = table["source"], None
        if source == data.plain2striped.NAME:
            count, size = len(real[0]), self.image_shape[0]
            truth = data.plain2striped.truth(split, count, table["seed"], size)
        about = {"truth": truth, "features": features, "dataset": source, "split": split}
        return translations.measure(
            self.translate, real, training, directions=self.translators, **about
        )

    def endpoints(self, *, presented, max_pixels):
        """What an export serves, by names; see `kerasgan.serving.export`."""
        return translation_endpoints.make_endpoints(
            self, presented=presented, max_pixels=max_pixels
        )

    def show(self, examples=None):
        """Draws examples and their translations, as a picture for cards and callbacks.

        Args:
            examples: `(a, b)`, as for `strips`.

        Returns:
            uint8 array `[height, width, 3]`, or `None` without examples.
        """
        return None if examples is None else self.strips(*examples)

    @classmethod
    def overview_row(cls, description):
        """Both directions: nearness to the other side, to the truth, and at what cost."""

        def difference(name):
            truth = format_number(description, f"{name} difference: to_truth")
            untranslated = format_number(description, f"{name} difference: untranslated")
            return "–" if truth == "–" else f"{truth} ({untranslated})"

        return {
            "preset": format_link(description),
            "Fréchet distance A → B": format_distance(description, "a2b frechet_distance"),
            "B → A": format_distance(description, "b2a frechet_distance"),
            "taken for B": format_number(description, "a2b class_accuracy"),
            "taken for A": format_number(description, "b2a class_accuracy"),
            "difference to the truth A → B": difference("a2b"),
            "difference B → A": difference("b2a"),
            **format_costs(description),
        }
