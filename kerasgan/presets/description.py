"""What a preset says about itself: its `metadata.json`."""

import dataclasses

from kerasgan.names import did_you_mean
from kerasgan.trained_weights import read_json, write_metadata

_NEEDED = {"name": str, "family": str, "networks": dict, "sha256": dict}  # by what loads presets


@dataclasses.dataclass(frozen=True, kw_only=True)
class Description:
    """What a preset says about itself, in the order of its file; `None` is what is not known.

    Example:
        >>> kerasgan.DCGAN.presets["dcgan_mnist"].data_license
        'CC BY-SA 3.0 (Yann LeCun, Corinna Cortes)'
    """

    hardware: str | None = None  # of the training
    libraries: dict = dataclasses.field(default_factory=dict)  # that saved it, and their versions
    scores: list = dataclasses.field(default_factory=list)  # dicts of "name", "value", "protocol"
    name: str
    description: str | None = None
    dataset: str | None = None
    dataset_version: str | None = None
    data_license: str | None = None
    weights_license: str | None = None
    paper: str | None = None
    command: str | None = None  # that trains it again
    seed: int | None = None
    epochs: int | None = None  # that the weights were trained for
    selected: str | None = None  # how this epoch was chosen
    steps: int | None = None  # updates of the generator
    seconds: float | None = None  # of the training
    family: str  # name of the model's class
    networks: dict  # from names to dicts with their number of "parameters"
    weights_dtype: str | None = None  # of the files
    value_range: list | None = None  # of images; none for other samples
    others: dict = dataclasses.field(default_factory=dict)  # what a newer version may have written
    sha256: dict = dataclasses.field(default_factory=dict)  # of the preset's files, by their names

    @classmethod
    def read(cls, folder):
        """Reads the description in a preset's folder; fields of newer versions are kept."""
        values = read_json(folder, "metadata.json", "a preset")
        for name, kind in _NEEDED.items():
            if not isinstance(values.get(name), kind):
                raise ValueError(f"The metadata.json of {str(folder)!r} has no {name!r}.")
        known = {name: values.pop(name) for name in _list_names() if name in values}
        return cls(**known, others=values)

    def write(self, folder):
        """Writes `metadata.json` into a preset's folder."""
        write_metadata(folder, self.to_json())

    def to_json(self):
        """The dictionary that `metadata.json` holds, without what is not known."""
        always = ("value_range",)
        values = {k: v for k, v in vars(self).items() if v is not None or k in always}
        others, sha256 = values.pop("others"), values.pop("sha256")
        return values | others | {"sha256": sha256}

    def score(self, name):
        """The entry of `scores` with this name, or `None`."""
        return next((score for score in self.scores if score["name"] == name), None)


def check_metadata(metadata):
    """Raises ValueError if a dictionary has a key that is not a field of a `Description`."""
    known = _list_names()
    for name in metadata:
        if name not in known:
            raise ValueError(
                f"The metadata of a preset have no {name!r}.{did_you_mean(name, known)} They have: "
                f"{', '.join(known)}. Received: {', '.join(map(str, metadata))}."
            )


def _list_names():
    return [field.name for field in dataclasses.fields(Description) if field.name != "others"]
