"""What the README and the guides say, done: code runs, commands and links lead somewhere."""

import os
import pathlib
import re
import subprocess
import sys

import pytest

import kerasgan

ROOT = pathlib.Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
# Those beside what they describe; cards, which lie in the folders of weights, are none.
GUIDES = [
    path
    for path in sorted((ROOT / "kerasgan").rglob("README.md"))
    if not (path.parent / "metadata.json").exists()
]
COMMANDS = (
    "pip install -e . && python tools/quickstart.py",
    "pip install -e '.[test]' && pytest",
)


@pytest.fixture
def zoo():
    if not kerasgan.list_presets():
        pytest.skip("the zoo has no presets")


def code(language, text=README):
    """The code blocks of one language, on the lines where they stand in a text."""
    lines, inside = [], False
    for line in text.splitlines():
        is_fence = line.startswith("```")
        lines.append(line if inside and not is_fence else "")
        if is_fence:
            inside = line == f"```{language}"
    return "\n".join(lines)


def run(text, tmp_path):
    """Runs the Python code of a text from top to bottom, in an empty folder."""
    script = tmp_path / "README.py"
    script.write_text(code("python", text), encoding="utf-8")
    folder = tmp_path / "empty"
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
    return folder, result.stdout


def test_python_code_runs(zoo, tmp_path):
    folder, output = run(README, tmp_path)
    assert "served/digits/1" in output
    for made in ("digits.png", "samples/training.gif", "run.keras", "served/digits/1"):
        assert (folder / made).exists(), made


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: str(path.relative_to(ROOT)))
def test_python_code_of_guides_runs(zoo, guide, tmp_path):
    text = guide.read_text(encoding="utf-8")
    assert code("python", text).strip()
    run(text, tmp_path)


def test_code_that_takes_long_is_python():
    """Blocks marked `py` train for real, or need data that are not here."""
    compile(code("py"), "README.md", "exec")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_two_commands_are_those_that_are_checked(command):
    assert f"\n{command}\n" in code("sh")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert command in script.replace(" -q ", " ")


def test_tools_have_the_flags_that_are_shown():
    pages = [README, *(guide.read_text(encoding="utf-8") for guide in GUIDES)]
    shown = re.findall(r"python (tools/\w+\.py)([^`\n]*)", "\n".join(pages))
    assert {"tools/train.py", "tools/generate.py"} <= {tool for tool, _ in shown}
    for tool, arguments in shown:
        source = (ROOT / tool).read_text(encoding="utf-8")
        for flag in re.findall(r"--(\w+)", arguments):
            assert re.search(rf'flags\.DEFINE_\w+\(\s*"{flag}"', source), f"{tool} --{flag}"


@pytest.mark.parametrize(
    "path",
    [ROOT / "README.md", *GUIDES, *sorted((ROOT / "zoo").glob("*/README.md"))],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_links_lead_somewhere(zoo, path):
    links = re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8"))
    assert links
    for link in links:
        if not link.startswith("https://"):
            assert (path.parent / link.partition("#")[0]).exists(), link
