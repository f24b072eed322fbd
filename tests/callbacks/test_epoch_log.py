import csv

import pytest

from kerasgan.callbacks import EpochLog


def rows(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def train(log, epochs, offset=0.0):
    log.on_train_begin()
    for epoch in epochs:
        log.on_epoch_begin(epoch)
        log.on_epoch_end(epoch, {"generator_loss": epoch + offset})
    log.on_train_end()


def test_a_row_for_each_epoch_with_its_seconds(tmp_path):
    log = EpochLog(tmp_path / "new" / "log.csv")
    train(log, range(3))
    found = rows(log.filepath)
    assert list(found[0]) == ["epoch", "seconds", "generator_loss"]
    assert [row["epoch"] for row in found] == ["1", "2", "3"]
    assert log.seconds == pytest.approx(sum(float(row["seconds"]) for row in found))


def test_seconds_are_those_of_the_clock(tmp_path, monkeypatch):
    times = iter([10.0, 12.5, 20.0, 24.0])
    monkeypatch.setattr("time.perf_counter", lambda: next(times))
    log = EpochLog(tmp_path / "log.csv")
    train(log, range(2))
    assert [float(row["seconds"]) for row in rows(log.filepath)] == [2.5, 4.0]
    assert log.seconds == 6.5


def test_an_epoch_done_again_replaces_its_row(tmp_path):
    path = tmp_path / "log.csv"
    train(EpochLog(path), range(4))
    train(EpochLog(path), range(2, 5), offset=100.0)
    found = rows(path)
    assert [row["epoch"] for row in found] == ["1", "2", "3", "4", "5"]
    assert [float(row["generator_loss"]) for row in found] == [0, 1, 102, 103, 104]


def test_logs_that_appear_later_get_a_column(tmp_path):
    log = EpochLog(tmp_path / "log.csv")
    log.on_train_begin()
    for epoch, logs in enumerate([{"loss": 1}, {"loss": 2, "score": 3}]):
        log.on_epoch_begin(epoch)
        log.on_epoch_end(epoch, logs)
    assert [row["score"] for row in rows(log.filepath)] == ["", "3"]
