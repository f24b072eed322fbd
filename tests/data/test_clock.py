import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan.data import current_epoch, from_arrays, set_epoch
from kerasgan.data.clock import EpochClock, add_epoch_clock, get_epoch_clock


def numbers(n):
    """Vectors whose one entry is their index."""
    return np.arange(n, dtype=np.float32)[:, None]


def test_clock():
    set_epoch(12)
    assert current_epoch() == 12


def test_negative_epochs_are_refused():
    with pytest.raises(ValueError, match=r"`epoch` must be an integer >= 0\. Received: epoch=-1"):
        set_epoch(-1)


def test_clock_made_inside_a_strategy_and_a_graph_is_a_plain_variable():
    get_epoch_clock.cache_clear()  # Another clock for the datasets made from here on.
    strategy = tf.distribute.MirroredStrategy(["CPU:0"])
    with strategy.scope(), tf.Graph().as_default():
        clock = get_epoch_clock()
    assert not isinstance(clock, tf.distribute.DistributedValues)
    assert clock.numpy() == 0
    assert "CPU:0" in clock.device


def test_keras_fit_resumes_in_the_right_order():
    class Recorder(keras.Model):
        def __init__(self):
            super().__init__()
            self.seen = []

        def train_step(self, batch):
            self.seen.append(batch[:, 0].numpy().astype(int).tolist())
            return {"loss": 0.0}

    def fit(**kwargs):
        model = Recorder()
        model.compile(run_eagerly=True)
        dataset = from_arrays(numbers(12), batch_size=4, seed=7)
        model.fit(dataset, callbacks=add_epoch_clock(None), verbose=0, **kwargs)
        return model.seen

    whole = fit(epochs=4)
    assert len(whole) == 12
    assert fit(epochs=4, initial_epoch=2) == whole[6:]


@pytest.mark.parametrize("given", [None, [], [keras.callbacks.History()]])
def test_the_clock_ticks_before_other_callbacks(given):
    first, *others = add_epoch_clock(given)
    assert isinstance(first, EpochClock)
    assert others == (given or [])


def test_one_callback_and_a_list_of_keras_get_the_clock_too():
    history = keras.callbacks.History()
    assert add_epoch_clock(history)[1:] == [history]
    whole = keras.callbacks.CallbackList([history])
    assert add_epoch_clock(whole) is whole
    assert isinstance(whole.callbacks[0], EpochClock)
