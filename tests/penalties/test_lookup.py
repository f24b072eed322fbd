import keras
import pytest

from kerasgan import penalties

CLASSES = {
    "gradient_penalty": penalties.GradientPenalty,
    "dragan": penalties.DRAGAN,
    "r1": penalties.R1,
}


def test_names():
    assert penalties.names() == list(CLASSES)


def test_every_penalty_has_a_name():
    public = {
        value
        for value in vars(penalties).values()
        if isinstance(value, type) and issubclass(value, penalties.Penalty)
    }
    assert public == {penalties.Penalty, *CLASSES.values()}


@pytest.mark.parametrize("name", CLASSES)
def test_by_name(name):
    assert type(penalties.get(name)) is CLASSES[name]


@pytest.mark.parametrize("name", CLASSES)
def test_papers_are_named(name):
    documentation = CLASSES[name].__doc__
    assert "arXiv:" in documentation
    assert "Example:" in documentation


@pytest.mark.parametrize(
    "penalty",
    [
        penalties.GradientPenalty(),
        penalties.GradientPenalty(3, one_sided=True, target=0.5),
        penalties.DRAGAN(2.0, scale=0.1),
        penalties.R1(0),
    ],
    ids=repr,
)
def test_serialization_round_trip(penalty):
    config = keras.saving.serialize_keras_object(penalty)
    assert config["registered_name"] == f"kerasgan>{type(penalty).__name__}"
    for again in (penalties.get(config), keras.saving.deserialize_keras_object(config)):
        assert type(again) is type(penalty)
        assert again.get_config() == penalty.get_config()
        assert repr(again) == repr(penalty)


def test_defaults_are_the_papers():
    assert repr(penalties.get("gradient_penalty")) == (
        "GradientPenalty(weight=10.0, one_sided=False, target=1.0)"
    )
    assert repr(penalties.get("dragan")) == "DRAGAN(weight=10.0, scale=0.5)"
    assert repr(penalties.get("r1")) == "R1(weight=10.0)"


def test_instance_passes_through():
    penalty = penalties.R1(1.0)
    assert penalties.get(penalty) is penalty


def test_short_config():
    penalty = penalties.get({"class_name": "gradient_penalty", "config": {"weight": 1}})
    assert repr(penalty) == "GradientPenalty(weight=1.0, one_sided=False, target=1.0)"
    assert isinstance(penalties.get({"class_name": "DRAGAN"}), penalties.DRAGAN)


def test_own_penalty():
    class Own(penalties.Penalty):
        """Does not say what it is."""

    penalty = penalties.get(Own())
    assert penalty.noise_size((3,)) == 0
    with pytest.raises(NotImplementedError, match="Own does not implement `__call__`"):
        penalty(None, [1.0], [1.0])


@pytest.mark.parametrize(
    ("wrong", "near"), [("gradient-penalty", "gradient_penalty"), ("dragon", "dragan")]
)
def test_unknown_names_have_near_matches(wrong, near):
    with pytest.raises(ValueError, match=f"Unknown penalty '{wrong}'. Did you mean '{near}'"):
        penalties.get(wrong)


def test_unknown_names_list_what_exists():
    with pytest.raises(ValueError) as error:
        penalties.get("xyzzy")
    assert "Did you mean" not in str(error.value)
    for name in CLASSES:
        assert name in str(error.value)


@pytest.mark.parametrize("identifier", [None, 10.0, penalties.R1, {"a": 1}, ["r1"]])
def test_not_a_penalty(identifier):
    with pytest.raises(ValueError, match=r"`penalty` must be a name .* Received: penalty="):
        penalties.get(identifier)


def test_config_of_something_else():
    config = keras.saving.serialize_keras_object(keras.losses.Hinge())
    with pytest.raises(ValueError, match=r"`penalty` must be a name .* Received: penalty="):
        penalties.get(config)
