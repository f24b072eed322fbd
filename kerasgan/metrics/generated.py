"""What a model draws, as scores take it."""

from kerasgan import latents
from kerasgan.metrics.statistics import sources


def batches(model, count, seed=0, batch_size=500):
    """Samples of a model batch by batch, so that they never lie in memory all at once.

    Args:
        model: A model with a latent prior, as `kerasgan.GAN`.
        count: How many samples.
        seed: Integer, the seed of the latents.
        batch_size: Samples in a batch.

    Returns:
        An iterator of arrays: the rows of `model.generate(count, seed=seed)` in their order.

    Example:
        >>> stream = batches(kerasgan.GAN.from_preset("gan_mnist"), 1000)
        >>> next(stream).shape
        (500, 28, 28, 1)
    """
    codes = latents.sample(count, model.latent_dim, model.prior, seed=seed)
    return (model.generate(latents=part) for part in sources.batches(codes, batch_size))
