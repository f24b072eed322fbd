"""Stands in for `tensorflow_model_server` where it is not installed.

It speaks the server's protobufs over gRPC and its JSON over HTTP, loads SavedModels through the
C++ loader that the server uses, feeds signatures to the runtime unseen by Python, merges concurrent
requests into batches, replays warm-up requests, and serves the highest version in a folder, also
when it appears later. Run as a command, it takes the server's flags:

    python tests/serving/stand_in.py --model_config_file=served/models.config

What it answers to bad requests is what the server answers, in its words and with its codes.
"""

import argparse
import concurrent.futures
import contextlib
import http.server
import pathlib
import re
import threading
import time

import grpc
import tensorflow as tf
from google.protobuf import text_format
from rest_front import Rest, code_of
from served_models import Models
from tensorflow_serving.apis import prediction_service_pb2_grpc
from tensorflow_serving.config import model_server_config_pb2

MESSAGE_SIZE = [(f"grpc.max_{way}_message_length", -1) for way in ("send", "receive")]


class Grpc(prediction_service_pb2_grpc.PredictionServiceServicer):
    def __init__(self, models):
        self.models = models

    def Predict(self, request, context):
        try:
            return self.models.predict(request)
        except tf.errors.OpError as error:
            context.abort(grpc.StatusCode[code_of(error)], error.message)


@contextlib.contextmanager
def serving(folders, *, max_batch_size=None, ports=(0, 0), poll_seconds=0.1):
    """Serves models of some folders; gives the ports of gRPC and REST, and the `Models`."""
    models = Models(folders, max_batch_size)
    models.reload()
    rpc = grpc.server(concurrent.futures.ThreadPoolExecutor(32), options=MESSAGE_SIZE)
    prediction_service_pb2_grpc.add_PredictionServiceServicer_to_server(Grpc(models), rpc)
    rpc_port = rpc.add_insecure_port(f"127.0.0.1:{ports[0]}")
    handler = type("Handler", (Rest,), {"models": models})
    server = type("Server", (http.server.ThreadingHTTPServer,), {"request_queue_size": 128})
    rest = server(("127.0.0.1", ports[1]), handler)
    stopped = threading.Event()

    def poll():
        while not stopped.wait(poll_seconds):
            models.reload()

    threads = [threading.Thread(target=target) for target in (rest.serve_forever, poll)]
    rpc.start()
    for thread in threads:
        thread.start()
    try:
        yield (rpc_port, rest.server_address[1]), models
    finally:
        stopped.set()
        rest.shutdown()
        rpc.stop(grace=None).wait()
        for thread in threads:
            thread.join()
        rest.server_close()


def folders_of(path):
    """Names and folders of the models of a `models.config` file.

    What a container sees as /models is the folder of the file.
    """
    path = pathlib.Path(path)
    config = text_format.Parse(
        path.read_text(encoding="utf-8"), model_server_config_pb2.ModelServerConfig()
    )
    return {
        each.name: path.parent / each.base_path.removeprefix("/models/")
        for each in config.model_config_list.config
    }


def max_batch_size_of(path):
    """The largest batch that a file of batching parameters allows."""
    text = pathlib.Path(path).read_text(encoding="utf-8")
    return int(re.search(r"max_batch_size\s*\{\s*value\s*:\s*(\d+)", text)[1])


def main():
    parser = argparse.ArgumentParser(description="A stand-in for tensorflow_model_server.")
    parser.add_argument("--port", type=int, default=8500)
    parser.add_argument("--rest_api_port", type=int, default=8501)
    parser.add_argument("--model_name", default="default")
    parser.add_argument("--model_base_path")
    parser.add_argument("--model_config_file")
    parser.add_argument("--enable_batching", default="false")
    parser.add_argument("--batching_parameters_file")
    parser.add_argument("--file_system_poll_wait_seconds", type=float, default=1.0)
    flags = parser.parse_args()
    tf.get_logger().setLevel("ERROR")  # it warns of the loader of sessions, which is the server's
    folders = {flags.model_name: flags.model_base_path}
    if flags.model_config_file:
        folders = folders_of(flags.model_config_file)
    size = None
    if flags.enable_batching == "true" and flags.batching_parameters_file:
        size = max_batch_size_of(flags.batching_parameters_file)
    ports = (flags.port, flags.rest_api_port)
    poll = flags.file_system_poll_wait_seconds
    with serving(folders, max_batch_size=size, ports=ports, poll_seconds=poll) as (ports, models):
        for model in models.models.values():
            number = model.version().number
            print(f"Serving {model.name} {number}, {model.version().warmed_up} warm-up requests")
        print(f"gRPC at port {ports[0]}, REST at port {ports[1]}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            while True:
                time.sleep(3600)


if __name__ == "__main__":
    main()
