import keras
import pytest

from kerasgan import losses

CLASSES = {
    "non_saturating": losses.NonSaturating,
    "minimax": losses.Minimax,
    "maximum_likelihood": losses.MaximumLikelihood,
    "least_squares": losses.LeastSquares,
    "hinge": losses.Hinge,
    "wasserstein": losses.Wasserstein,
}


def test_names():
    assert losses.names() == list(CLASSES)


@pytest.mark.parametrize("name", CLASSES)
def test_by_name(name):
    assert type(losses.get(name)) is CLASSES[name]


@pytest.mark.parametrize("name", CLASSES)
def test_serialization_round_trip(name):
    loss = losses.get(name)
    config = keras.saving.serialize_keras_object(loss)
    assert config["registered_name"] == f"kerasgan>{CLASSES[name].__name__}"
    for again in (losses.get(config), keras.saving.deserialize_keras_object(config)):
        assert type(again) is CLASSES[name]
        assert again.get_config() == loss.get_config()


@pytest.mark.parametrize(
    "loss",
    [losses.NonSaturating(0.1), losses.Minimax(0.2), losses.LeastSquares(a=-1.0, b=2.0, c=0.5)],
    ids=repr,
)
def test_round_trip_keeps_the_arguments(loss):
    again = losses.get(keras.saving.serialize_keras_object(loss))
    assert repr(again) == repr(loss)
    assert again.get_config() == loss.get_config()


def test_instance_passes_through():
    loss = losses.LeastSquares(a=-1.0)
    assert losses.get(loss) is loss


def test_short_config():
    loss = losses.get({"class_name": "least_squares", "config": {"a": -1.0}})
    assert repr(loss) == "LeastSquares(a=-1.0, b=1.0, c=1.0, scale=0.5)"
    assert isinstance(losses.get({"class_name": "Hinge"}), losses.Hinge)


def test_own_loss():
    class Linear(losses.AdversarialLoss):
        def generator(self, fake_logits):
            return -keras.ops.mean(fake_logits)

    loss = losses.get(Linear())
    assert float(loss.generator([1.0, 3.0])) == -2.0
    with pytest.raises(
        NotImplementedError, match="Linear does not implement `discriminator_terms`"
    ):
        loss.discriminator([1.0], [1.0])


@pytest.mark.parametrize(
    ("wrong", "near"),
    [("non-saturating", "non_saturating"), ("hing", "hinge"), ("leastsquares", "least_squares")],
)
def test_unknown_names_have_near_matches(wrong, near):
    with pytest.raises(ValueError, match=f"Unknown loss '{wrong}'. Did you mean '{near}'"):
        losses.get(wrong)


def test_unknown_names_list_what_exists():
    with pytest.raises(ValueError) as error:
        losses.get("xyzzy")
    assert "Did you mean" not in str(error.value)
    for name in CLASSES:
        assert name in str(error.value)


@pytest.mark.parametrize("identifier", [None, 3, losses.Hinge, {"a": 1}, ["hinge"]])
def test_not_a_loss(identifier):
    with pytest.raises(ValueError, match=r"`loss` must be a name .* Received: loss="):
        losses.get(identifier)


def test_config_of_something_else():
    config = keras.saving.serialize_keras_object(keras.losses.Hinge())
    with pytest.raises(ValueError, match=r"`loss` must be a name .* Received: loss="):
        losses.get(config)
