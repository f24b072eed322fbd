"""The stand-in's models: SavedModels in the server's C++ loader, batched, warmed up, reloaded."""

import pathlib
import threading

import numpy as np
import tensorflow as tf
from tensorflow.core.protobuf import config_pb2
from tensorflow_serving.apis import predict_pb2, prediction_log_pb2


def invalid(message):
    """What the server answers with INVALID_ARGUMENT."""
    return tf.errors.InvalidArgumentError(None, None, message)


def parsed(name, proto):
    try:
        return tf.make_ndarray(proto)
    except (TypeError, ValueError) as error:
        raise invalid(f"tensor parsing error: {name}") from error


class Task:
    """The inputs of one request, and what became of them."""

    def __init__(self, inputs):
        self.inputs = inputs
        self.size = len(inputs[0])
        self.outputs = self.error = None
        self.done = False
        self.wake = threading.Event()  # it is done, or its turn to run a batch


class Signature:
    """A signature of a loaded SavedModel, whose concurrent requests are run as one batch."""

    def __init__(self, session, definition, max_batch_size):
        self.inputs = dict(sorted(definition.inputs.items()))
        self.outputs = dict(sorted(definition.outputs.items()))
        options = config_pb2.CallableOptions(
            feed=[info.name for info in self.inputs.values()],
            fetch=[info.name for info in self.outputs.values()],
        )
        # Session.run would convert and check what is fed; the server's C++ session does not.
        self.run = session._make_callable_from_options(options)
        self.max_batch_size = max_batch_size
        self.batches = 0
        self.waiting, self.queue, self.busy = [], threading.Lock(), False

    def __call__(self, inputs):
        if set(inputs) != set(self.inputs):
            extra, missing = set(inputs) - set(self.inputs), set(self.inputs) - set(inputs)
            raise invalid(
                f"input size does not match signature: {len(inputs)}!={len(self.inputs)} "
                f"Sent extra: {{{','.join(extra)}}}. Missing but required: {{{','.join(missing)}}}."
            )
        arrays = [inputs[name] for name in self.inputs]
        if self.max_batch_size is None:
            return dict(zip(self.outputs, self.run(*arrays), strict=True))
        return dict(zip(self.outputs, self.batched(arrays), strict=True))

    def batched(self, arrays):
        if any(array.ndim == 0 for array in arrays):
            raise invalid("Batching session Run() input tensors must have at least one dimension")
        task = Task(arrays)
        if any(len(array) != task.size for array in arrays):
            raise invalid("Batching session Run() input tensors must have equal 0th-dimension size")
        if task.size > self.max_batch_size:
            raise invalid(
                f"Task size {task.size} is larger than maximum input batch size "
                f"{self.max_batch_size}"
            )
        with self.queue:
            self.waiting.append(task)
            if not self.busy:
                self.busy = True
                task.wake.set()
        task.wake.wait()
        if not task.done:
            try:
                self.run_batch()
            finally:
                self.hand_on()
        if task.error is not None:
            raise task.error
        return task.outputs

    def hand_on(self):
        """Wakes the first of those that came meanwhile, to run the next batch."""
        with self.queue:
            self.busy = bool(self.waiting)
            if self.busy:
                self.waiting[0].wake.set()

    def run_batch(self):
        """Runs what waits, from the first on, as far as it fits."""
        with self.queue:
            count = size = 0
            while count < len(self.waiting):
                size += self.waiting[count].size
                if size > self.max_batch_size:
                    break
                count += 1
            tasks, self.waiting = self.waiting[:count], self.waiting[count:]
        self.batches += 1
        outputs, error = None, tf.errors.InternalError(None, None, "the batch was not run")
        try:
            outputs, error = self.run(*merged(tasks)), None
        except tf.errors.OpError as failed:
            error = failed  # of the whole batch, as in the server
        finally:
            start = 0
            for task in tasks:
                if error is None:
                    task.outputs = [output[start : start + task.size] for output in outputs]
                task.error, task.done = error, True
                task.wake.set()
                start += task.size


def merged(tasks):
    """The inputs of some tasks, one after another."""
    for arrays in zip(*(task.inputs for task in tasks), strict=True):
        if len({(array.shape[1:], array.dtype) for array in arrays}) > 1:
            raise tf.errors.FailedPreconditionError(
                None, None, "Tensors with name from different tasks have different shapes"
            )
    return [np.concatenate(arrays) for arrays in zip(*(task.inputs for task in tasks), strict=True)]


class Version:
    """A SavedModel, loaded as the server loads it, and warmed up."""

    def __init__(self, folder, max_batch_size=None):
        self.number = int(folder.name)
        self.session = tf.compat.v1.Session(graph=tf.Graph())
        meta = tf.compat.v1.saved_model.load(self.session, ["serve"], str(folder))
        self.signatures = {
            name: Signature(self.session, definition, max_batch_size)
            for name, definition in meta.signature_def.items()
            if definition.method_name == "tensorflow/serving/predict"
        }
        self.warmed_up = 0
        path = folder / "assets.extra" / "tf_serving_warmup_requests"
        for record in tf.data.TFRecordDataset(str(path)) if path.exists() else ():
            log = prediction_log_pb2.PredictionLog.FromString(record.numpy())
            self.predict(log.predict_log.request)
            self.warmed_up += 1

    def signature(self, name, error):
        name = name or "serving_default"
        if name not in self.signatures:
            raise error(name)
        return self.signatures[name]

    def predict(self, request):
        signature = self.signature(
            request.model_spec.signature_name,
            lambda name: tf.errors.FailedPreconditionError(
                None, None, f'Serving signature key "{name}" not found.'
            ),
        )
        inputs = {name: parsed(name, proto) for name, proto in request.inputs.items()}
        response = predict_pb2.PredictResponse(model_spec=request.model_spec)
        response.model_spec.version.value = self.number
        for name, array in signature(inputs).items():
            response.outputs[name].CopyFrom(tf.make_tensor_proto(array))
        return response


class Model:
    """The highest version in a folder."""

    def __init__(self, name, folder, max_batch_size=None):
        self.name, self.folder, self.max_batch_size = name, pathlib.Path(folder), max_batch_size
        self.current, self.failed = None, {}

    def reload(self):
        """Loads a newer version, if there is one, before it takes the place of the old one."""
        numbers = [int(path.name) for path in self.folder.iterdir() if path.name.isdigit()]
        newest = max(numbers, default=None)
        serving = self.current.number if self.current else None
        if newest in (None, serving) or newest in self.failed:
            return
        try:
            self.current = Version(self.folder / str(newest), self.max_batch_size)
        except (OSError, RuntimeError, tf.errors.OpError) as error:
            self.failed[newest] = str(error)

    def version(self, number=None):
        current = self.current
        if current is None or number not in (None, current.number):
            asked = "Latest" if number is None else number
            raise tf.errors.NotFoundError(
                None, None, f"Servable not found for request: {asked}({self.name})"
            )
        return current

    def status(self):
        states = [(self.current.number, "AVAILABLE", "")] if self.current else []
        states += [(number, "END", message) for number, message in self.failed.items()]
        return {
            "model_version_status": [
                {
                    "version": str(number),
                    "state": state,
                    "status": {"error_code": "UNKNOWN" if text else "OK", "error_message": text},
                }
                for number, state, text in states
            ]
        }


class Models:
    """All models that are served, by name."""

    def __init__(self, folders, max_batch_size=None):
        self.models = {
            name: Model(name, folder, max_batch_size) for name, folder in folders.items()
        }

    def reload(self):
        for model in self.models.values():
            model.reload()

    def __getitem__(self, name):
        if name not in self.models:
            raise tf.errors.NotFoundError(
                None, None, f"Servable not found for request: Latest({name})"
            )
        return self.models[name]

    def predict(self, request):
        spec = request.model_spec
        number = spec.version.value if spec.HasField("version") else None
        return self[spec.name].version(number).predict(request)
