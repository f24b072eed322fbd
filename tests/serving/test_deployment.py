import concurrent.futures
import shlex

import pytest

from kerasgan import serving
from kerasgan.serving import limits


@pytest.fixture
def served(tmp_path):
    """A folder with two models, and others that are none."""
    for path in ("digits/1", "digits/2", "clothes/7", "notes/1", "other/latest"):
        (tmp_path / path).mkdir(parents=True)
        if not path.startswith("notes"):
            (tmp_path / path / "saved_model.pb").touch()
    return tmp_path


def test_models_config_is_what_the_server_reads():
    text_format = pytest.importorskip("google.protobuf.text_format")
    protos = pytest.importorskip("tensorflow_serving.config.model_server_config_pb2")
    names = ["digits", 'with "quotes" and \\', "😀 é"]
    text = serving.format_models_config(names, root="/some where")
    found = text_format.Parse(text, protos.ModelServerConfig()).model_config_list.config
    assert [config.name for config in found] == names
    assert [config.base_path for config in found] == [f"/some where/{name}" for name in names]
    assert {config.model_platform for config in found} == {"tensorflow"}


def test_models_config_text():
    assert serving.format_models_config(["digits"]) == (
        "model_config_list {\n"
        "  config {\n"
        '    name: "digits"\n'
        '    base_path: "/models/digits"\n'
        '    model_platform: "tensorflow"\n'
        "  }\n"
        "}\n"
    )


def test_batching_parameters_text():
    assert serving.format_batching_parameters(32, 500, 4, 10) == (
        "max_batch_size { value: 32 }\n"
        "batch_timeout_micros { value: 500 }\n"
        "num_batch_threads { value: 4 }\n"
        "max_enqueued_batches { value: 10 }\n"
    )
    with pytest.raises(ValueError, match=r"`max_batch_size` must be a positive integer.*0"):
        serving.format_batching_parameters(max_batch_size=0)
    with pytest.raises(ValueError, match=r"`batch_timeout_micros` must be an integer >= 0.*0\.5"):
        serving.format_batching_parameters(batch_timeout_micros=0.5)
    assert "batch_timeout_micros { value: 0 }" in serving.format_batching_parameters(1, 0)


def test_exported_models(served, tmp_path):
    assert serving.list_exported_models(served) == ["clothes", "digits"]
    with pytest.raises(FileNotFoundError, match=r"No model is exported in .*model\.export"):
        serving.list_exported_models(tmp_path / "digits")


def test_write_deployment(served):
    written = serving.write_deployment(served)
    assert {name: path.read_text() for name, path in written.items()} == {
        "models.config": serving.format_models_config(["clothes", "digits"]),
        "batching.config": serving.format_batching_parameters(),
        "compose.yaml": serving.format_compose_file(),
    }
    assert all(path == served / name for name, path in written.items())
    serving.write_deployment(served, ["digits"], max_batch_size=16)
    assert (served / "models.config").read_text() == serving.format_models_config(["digits"])
    assert (served / "batching.config").read_text() == serving.format_batching_parameters(16)
    with pytest.raises(FileNotFoundError, match=r"'clothes', 'digits'\].*of which \['notes'\]"):
        serving.write_deployment(served, ["notes"])


def test_batches_are_no_larger_than_every_export_takes(served):
    limits.write(served / "digits" / "1", 100)
    limits.write(served / "digits" / "2", 8)
    assert "max_batch_size { value: 8 }" in (
        serving.write_deployment(served)["batching.config"].read_text()
    )
    serving.write_deployment(served, max_batch_size=7)
    serving.write_deployment(served, ["clothes"], max_batch_size=500)  # which says nothing
    with pytest.raises(
        ValueError, match=r"Received: max_batch_size=9, .* exported for \{'digits': 8\}"
    ):
        serving.write_deployment(served, max_batch_size=9)
    with pytest.raises(ValueError, match="must be a positive integer"):
        serving.write_deployment(served, max_batch_size="9")


def test_without_batching(served):
    written = serving.write_deployment(served, ["digits", "digits"], batching=False)
    assert [*written] == ["models.config", "compose.yaml"]
    assert written["models.config"].read_text() == serving.format_models_config(["digits"])
    assert "batching" not in written["compose.yaml"].read_text()
    command = serving.format_docker_command(served, batching=False)
    assert command.endswith("--model_config_file=/models/models.config")
    with pytest.raises(
        ValueError, match=r"`names` must name some of the models.*'clothes', 'digits'"
    ):
        serving.write_deployment(served, [])


def test_a_path_that_docker_cannot_mount():
    with pytest.raises(ValueError, match="colon"):
        serving.format_docker_command("/here/of: models")


def test_writers_at_the_same_time(served):
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for _ in pool.map(lambda _: serving.write_deployment(served), range(200)):
            pass
    expected = {"clothes", "digits", "notes", "other"}
    assert {path.name for path in served.iterdir()} == expected | {
        "models.config",
        "batching.config",
        "compose.yaml",
    }


def test_docker_command(tmp_path):
    folder = tmp_path / "of models"
    command = shlex.split(
        serving.format_docker_command(folder, "serving:1", grpc_port=1, rest_port=2)
    )
    assert command[:3] == ["docker", "run", "--rm"]
    assert command[3:7] == ["-p", "1:8500", "-p", "2:8501"]
    assert command[7:10] == ["-v", f"{folder}:/models:ro", "serving:1"]
    assert command[10:] == [
        "--model_config_file=/models/models.config",
        "--enable_batching=true",
        "--batching_parameters_file=/models/batching.config",
    ]


def test_docker_command_of_a_relative_folder():
    command = serving.format_docker_command("of models/served")
    assert " -v \"$PWD\"/'of models/served:/models:ro' tensorflow/serving " in command
    assert shlex.split(command.replace("$PWD", "/here"))[8] == "/here/of models/served:/models:ro"


def test_compose_file_text():
    assert serving.format_compose_file("serving:1", 1, 2) == (
        "services:\n"
        "  serving:\n"
        "    image: serving:1\n"
        "    restart: unless-stopped\n"
        "    ports:\n"
        '      - "1:8500"\n'
        '      - "2:8501"\n'
        "    volumes:\n"
        "      - .:/models:ro\n"
        "    command:\n"
        "      - --model_config_file=/models/models.config\n"
        "      - --enable_batching=true\n"
        "      - --batching_parameters_file=/models/batching.config\n"
    )


def test_names_that_a_server_sees(served):
    """What is being written, or was left by a process that was killed, is no version."""
    (served / "half" / ".unfinished-1-x" / "new").mkdir(parents=True)
    (served / "half" / ".unfinished-1-x" / "new" / "saved_model.pb").touch()
    assert serving.list_exported_models(served) == ["clothes", "digits"]
