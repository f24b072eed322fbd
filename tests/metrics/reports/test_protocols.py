import numpy as np
import pytest

from kerasgan import metrics
from kerasgan.metrics.reports import protocols


def test_a_sentence_says_all_that_a_score_depends_on():
    protocol = {
        "dataset": "mnist",
        "split": "test",
        "real_count": 100,
        "generated_count": 90,
        "image_shape": [28, 28, 1],
        "extractor": "mnist",
        "extractor_sha256": "0123456789abcdef" * 4,
        "resize": None,
        "seed": 7,
        "settings": {"k": 5},
    }
    (entry,) = protocols.list_for_card({"coverage": {"value": 0.5, "protocol": protocol}})
    assert (entry["name"], entry["value"], entry["details"]) == ("coverage", 0.5, protocol)
    assert entry["protocol"] == (
        "90 generated (seed 7), 100 real; mnist, test split; "
        "features mnist (SHA-256 0123456789ab…); not resized; k 5"
    )


def test_only_numbers_get_onto_a_card():
    found = metrics.evaluate(
        metrics.ClassHistogram(lambda images: images), None, np.eye(3).repeat(20, 0), seed=0
    )
    entries = protocols.list_for_card({name: each.to_dict() for name, each in found.items()})
    assert [entry["name"] for entry in entries] == ["class_histogram: entropy"]
    assert entries[0]["value"] == pytest.approx(1)
    assert "real;" not in entries[0]["protocol"]
