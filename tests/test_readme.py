"""What README and guides say, done: their code runs, commands and links lead somewhere."""

import os
import pathlib
import re
import subprocess
import sys

import pytest

import kerasgan

ROOT = pathlib.Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDES = sorted(ROOT.glob("kerasgan/*/README.md"))  # each beside what it describes
COMMANDS = (
    "pip install -e . && python tools/quickstart.py",
    "pip install -e '.[test]' && pytest",
)


@pytest.fixture
def zoo():
    if not kerasgan.list_presets():
        pytest.skip("the zoo has no presets")


def relative(path):
    return str(path.relative_to(ROOT))


def code(language, text=README):
    """A text's code blocks of one language, on the lines where they stand there."""
    lines, inside = [], False
    for line in text.splitlines():
        is_fence = line.startswith("```")
        lines.append(line if inside and not is_fence else "")
        if is_fence:
            inside = line == f"```{language}"
    return "\n".join(lines)


def run(text, folder):
    """Runs a text's Python code from top to bottom, in an empty folder."""
    script = folder.with_suffix(".py")
    script.write_text(code("python", text), encoding="utf-8")
    folder.mkdir()
    result = subprocess.run(
        [sys.executable, str(script)],
        cwd=folder,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"},
        check=False,
    )
    assert result.returncode == 0, result.stderr[-3000:]
    return result.stdout


def test_python_code_runs(zoo, tmp_path):
    folder = tmp_path / "readme"
    assert "served/digits/1" in run(README, folder)
    for made in ("digits.png", "samples/training.gif", "run.keras", "served/digits/1"):
        assert (folder / made).exists(), made


@pytest.mark.parametrize("path", GUIDES, ids=relative)
def test_python_code_of_guides_runs(path, tmp_path):
    run(path.read_text(encoding="utf-8"), tmp_path / "guide")


@pytest.mark.parametrize("path", [ROOT / "README.md", *GUIDES], ids=relative)
def test_code_that_takes_long_is_python(path):
    """Blocks marked `py` train for real, or need data that are not here."""
    compile(code("py", path.read_text(encoding="utf-8")), path, "exec")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_two_commands_are_those_that_are_checked(command):
    assert f"\n{command}\n" in code("sh")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert command in script.replace(" -q ", " ")


def test_tools_have_the_flags_that_are_shown():
    shown = re.findall(r"python (tools/\w+\.py)([^`\n]*)", README)
    assert {"tools/train.py", "tools/generate.py"} <= {tool for tool, _ in shown}
    for tool, arguments in shown:
        source = (ROOT / tool).read_text(encoding="utf-8")
        for flag in re.findall(r"--(\w+)", arguments):
            assert re.search(rf'flags\.DEFINE_\w+\(\s*"{flag}"', source), f"{tool} --{flag}"


@pytest.mark.parametrize(
    "path",
    [ROOT / "README.md", *GUIDES, *sorted((ROOT / "zoo").glob("*/README.md"))],
    ids=relative,
)
def test_links_lead_somewhere(zoo, path):
    links = re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8"))
    assert links
    for link in links:
        if not link.startswith("https://"):
            assert (path.parent / link.partition("#")[0]).exists(), link
