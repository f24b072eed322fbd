import threading
import time

import numpy as np
import pytest

from kerasgan.serving.clients import ServingError
from kerasgan.serving.clients.measuring import Answer, measure_latency, send


class Echo:
    """Answers with its input, and refuses negative ones."""

    made, at_once = [], threading.Semaphore(3)

    def __init__(self):
        self.thread, self.closed = None, False
        self.made.append(self)

    def predict(self, signature, seeds):
        assert self.thread in (None, threading.get_ident()), "a client was shared"
        self.thread = threading.get_ident()
        assert self.at_once.acquire(blocking=False), "more requests at once than clients"
        time.sleep(0.001 * (seeds % 3))
        self.at_once.release()
        if seeds < 0:
            raise ServingError("INVALID_ARGUMENT", f"{signature} {seeds}")
        return seeds

    def close(self):
        self.closed = True


def test_each_request_gets_its_answer():
    Echo.made.clear()
    progress = []
    requests = [("from_seed", {"seeds": seed}) for seed in [*range(50), -7]]
    answers, seconds = send(Echo, requests, clients=3, progress=progress.append)
    assert [answer.result for answer in answers[:-1]] == [*range(50)]
    assert answers[-1].result.message == "from_seed -7"
    assert progress == [1] * 51
    assert 1 <= len(Echo.made) <= 3
    assert all(client.closed for client in Echo.made)
    assert 0.001 <= answers[1].seconds <= seconds
    assert sum(answer.seconds for answer in answers) <= 3 * seconds


def test_a_programming_error_is_not_an_answer():
    with pytest.raises(TypeError):
        send(Echo, [("from_seed", {"latents": 1})])


def test_no_clients():
    with pytest.raises(ValueError, match="`clients` must be a positive integer"):
        send(Echo, [], clients=0)


def test_percentiles_and_throughput():
    answers = [Answer(None, milliseconds / 1000) for milliseconds in range(101)]
    refused = [Answer(ServingError("UNAVAILABLE", ""), 100.0)] * 9
    found = measure_latency(answers + refused, seconds=2.0)
    assert found == {
        "p50": pytest.approx(50),
        "p90": pytest.approx(90),
        "p99": pytest.approx(99),
        "requests_per_second": 50.5,
        "refused": 9,
    }
    none = measure_latency(refused, seconds=1.0)
    assert np.isnan(none["p50"])
    assert (none["requests_per_second"], none["refused"]) == (0, 9)
