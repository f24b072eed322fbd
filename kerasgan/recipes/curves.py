"""The course of a training as a picture: losses, estimates and scores over its epochs."""

import numpy as np

from kerasgan.charts import BLUE, GREEN, GREY, ORANGE, Curve, draw_chart, join_charts

_LOSSES = ("generator_loss", "discriminator_loss")
_COLORS = (BLUE, ORANGE, GREEN, GREY)
_SIZE = (300, 200)
_MAGNIFIED = 20  # times smaller is a range that makes it worth losing the first quarter of epochs


def picture(rows, log_names):
    """Draws what a training logged.

    Three panels side by side, as far as there is something to show: the losses; what else the
    model logs (the estimated divergence or distance, or the discriminator's scores); and, a panel
    each, what callbacks added, as the Fréchet distance of some epochs.

    Args:
        rows: Sequence of dictionaries, one an epoch, as `kerasgan.callbacks.EpochLog` keeps them.
        log_names: Names of the model's own logs.

    Returns:
        A uint8 array `[H, W, 3]`.

    Example:
        >>> log = kerasgan.callbacks.EpochLog("run/log.csv")
        >>> kerasgan.images.save_png("curves.png", picture(log.rows, model.log_names))
    """
    columns = dict.fromkeys(key for row in rows for key in row if key not in ("epoch", "seconds"))
    own = [name for name in columns if name in log_names and name not in _LOSSES]
    added = [[name] for name in columns if name not in log_names]
    panels = [[name for name in _LOSSES if name in columns], own, *added]
    return join_charts([_panel(rows, names) for names in panels if names])


def _panel(rows, names):
    curves = [_curve(rows, name, color) for name, color in zip(names, _COLORS, strict=False)]
    low, high = _range(curves)
    x_range = (0, max(int(row["epoch"]) for row in rows))
    title = "over epochs" if len(names) > 1 else f"{names[0]} over epochs"
    return draw_chart(curves, title, x_range, (low, high), size=_SIZE)


def _range(curves):
    """What a panel shows: all values, unless those of the first epochs would hide the others."""
    all_values = [curve.y[np.isfinite(curve.y)] for curve in curves]
    late = np.concatenate([values[len(values) // 4 :] for values in all_values])
    if not len(late):
        return 0.0, 1.0
    low, high = late.min(), late.max()
    everything = np.concatenate(all_values)
    if np.ptp(everything) <= _MAGNIFIED * (high - low):
        low, high = everything.min(), everything.max()
    # Room above for the legend; from zero on where that does not hide what there is to see.
    low = min(low, 0.0) if low < 0.5 * high else low
    return low, high + (0.25 * (high - low) or 1.0)


def _curve(rows, name, color):
    """One column; epochs without a value are passed over."""
    points = [(float(row["epoch"]), float(row[name])) for row in rows if row.get(name)]
    return Curve(*np.array(points).reshape(-1, 2).T, color, name)
