import numpy as np

from kerasgan.metrics.statistics import cache


def test_a_file_under_a_wrong_name_is_not_used(tmp_path):
    key, other = {"a": 1}, {"a": 2}
    cache.store(tmp_path, key, {"x": np.arange(3)})
    np.testing.assert_array_equal(cache.load(tmp_path, key)["x"], np.arange(3))
    (file,) = tmp_path.iterdir()
    cache.store(tmp_path, other, {"x": np.arange(4)})
    (second,) = set(tmp_path.iterdir()) - {file}
    second.write_bytes(file.read_bytes())
    assert cache.load(tmp_path, other) is None
    assert cache.load(tmp_path, {"a": 3}) is None
