"""Features as matrices: one row a sample."""

import numpy as np


def as_matrix(features):
    """Checks that features are `[N, D]` with D >= 1."""
    features = np.asarray(features)
    if features.ndim != 2 or not features.shape[1]:
        raise ValueError(
            f"Features must have shape [N, D], received {list(features.shape)}: pool or flatten "
            'them in the extractor; features="pixels" takes the samples themselves.'
        )
    return features
