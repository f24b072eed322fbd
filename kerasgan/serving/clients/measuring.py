"""Many requests from several clients at once: their answers, and how long they took."""

import contextlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import NamedTuple

import numpy as np

from kerasgan.arguments import check_positive_integers
from kerasgan.serving.clients.messages import ServingError


class Answer(NamedTuple):
    """What came of one request: an array, or a `ServingError`, after some seconds."""

    result: object
    seconds: float


def send(connect, requests, clients=1, progress=None):
    """Sends requests from several clients at once, each of which waits for its answer.

    Args:
        connect: Function without arguments that makes a client, a `RestClient` or a `GrpcClient`.
        requests: Sequence of pairs of a signature's name and a dict of its inputs.
        clients: Positive integer. Each client has a connection and a thread of its own.
        progress: Function that is called with 1 whenever an answer has come; `None` for none.

    Returns:
        `(answers, seconds)`: a list of an `Answer` for each request, in their order, and how long
        all took together.

    Raises:
        ValueError: If `clients` is not a positive integer.

    Example:

    ```python
    requests = [("png_from_seed", {"seeds": [seed]}) for seed in range(1000)]
    answers, seconds = send(lambda: RestClient("digits"), requests, clients=16)
    print(measure_latency(answers, seconds))
    ```
    """
    check_positive_integers(clients=clients)
    thread = threading.local()

    def call(signature, inputs):
        if not hasattr(thread, "client"):
            thread.client = closing.enter_context(contextlib.closing(connect()))
        start = time.perf_counter()
        try:
            result = thread.client.predict(signature, **inputs)
        except ServingError as error:
            result = error
        return Answer(result, time.perf_counter() - start)

    with contextlib.ExitStack() as closing, ThreadPoolExecutor(clients) as pool:
        start = time.perf_counter()
        futures = [pool.submit(call, *request) for request in requests]
        for _ in as_completed(futures):
            if progress is not None:
                progress(1)
        seconds = time.perf_counter() - start
        return [future.result() for future in futures], seconds


def measure_latency(answers, seconds):
    """Percentiles of the answers' times, and throughput.

    Args:
        answers: List of `Answer`, at least one.
        seconds: How long all took together.

    Returns:
        Dict of floats: `p50`, `p90` and `p99` of the time of a request that was answered, in
        milliseconds (NaN where none was); `requests_per_second` that were answered; and `refused`,
        how many were not.
    """
    times = [answer.seconds for answer in answers if not isinstance(answer.result, ServingError)]
    percentiles = np.percentile(times, [50, 90, 99]) if times else [np.nan] * 3
    return {
        **{f"p{p}": 1000 * float(t) for p, t in zip((50, 90, 99), percentiles, strict=True)},
        "requests_per_second": len(times) / seconds,
        "refused": len(answers) - len(times),
    }
