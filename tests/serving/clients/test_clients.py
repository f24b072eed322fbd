"""What clients of both protocols have in common."""

import socket

import pytest

from kerasgan.serving.clients import CLIENTS, ServingError


def free_port():
    with socket.socket() as unused:
        unused.bind(("localhost", 0))
        return unused.getsockname()[1]


@pytest.mark.parametrize("protocol", ["rest", "grpc"])
def test_no_server(protocol):
    if protocol == "grpc":
        pytest.importorskip("tensorflow_serving")
    with CLIENTS[protocol]("digits", "localhost", free_port(), timeout=20) as connection:
        with pytest.raises(ServingError) as failure:
            connection.predict("from_seed", seeds=[1])
    assert failure.value.code == "UNAVAILABLE"
