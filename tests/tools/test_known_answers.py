import numpy as np
import pytest
from absl import app
from PIL import Image

from kerasgan.experiments import known_answers
from kerasgan.experiments.known_answers import Answer, Row


def answer(title, reached):
    """A function as those of `known_answers`, with one figure and one picture."""
    rows = [Row("a figure", 1.0, reached, 0.1, "by hand")]
    return lambda: Answer(title, rows, {title: np.full((4, 5, 3), 7, np.uint8)})


@pytest.fixture
def answers(monkeypatch):
    def replace(quick, slow):
        monkeypatch.setattr(known_answers, "QUICK", quick)
        monkeypatch.setattr(known_answers, "SLOW", slow)

    return replace


def status(tool, *arguments):
    with pytest.raises(SystemExit) as exit_:
        tool.main(["known_answers.py", *arguments])
    return exit_.value.code


def test_all_reached(load_tool, answers, tmp_path, capsys):
    answers((answer("first", 1.05), answer("second", 0.95)), (answer("third", 1.0),))
    assert status(load_tool("known_answers", "--output", tmp_path / "new")) == 0
    printed = capsys.readouterr().out
    for title, reached in (("first", "1.05"), ("second", "0.95"), ("third", "1")):
        _, _, after = printed.partition(f"\n{title}\n")
        assert after.splitlines()[1].split()[:3] == ["ok", "1", reached]
        with Image.open(tmp_path / "new" / f"{title}.png") as image:
            assert image.size == (5, 4)
    assert printed.splitlines()[-1] == "All known answers were reached."


def test_one_miss_is_a_failure(load_tool, answers, tmp_path, capsys):
    answers((answer("first", 1.2), answer("second", 1.0)), ())
    assert status(load_tool("known_answers", "--output", tmp_path)) == 1
    printed = capsys.readouterr().out
    assert "MISSED" in printed
    assert printed.splitlines()[-1] == "1 missed."
    assert (tmp_path / "second.png").exists()


def test_quick_leaves_out_the_slow_ones(load_tool, answers, tmp_path, capsys):
    answers((answer("first", 1.0),), (answer("second", 9.0),))
    assert status(load_tool("known_answers", "--output", tmp_path, "--quick")) == 0
    assert "second" not in capsys.readouterr().out


def test_arguments_that_would_be_ignored_are_refused(load_tool, tmp_path):
    tool = load_tool("known_answers", "--output", tmp_path)
    with pytest.raises(app.UsageError, match=r"received.*grid"):
        tool.main(["known_answers.py", "grid"])
