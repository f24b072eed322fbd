"""One pass over images, from which any number of extractors and statistics are fed."""


def run(stream, jobs, where="the images"):
    """Feeds statistics with the features of all images; every network sees every image once.

    The jobs are pairs `(extractor, statistics)`: `statistics.update` gets the features of each
    batch of the stream. `where` is what messages call the images.
    """
    networks = {id(extractor.network): extractor for extractor, _ in jobs}
    for images in stream:
        outputs = {key: each.run(images, where) for key, each in networks.items()}
        for extractor, statistics in jobs:
            output = outputs[id(extractor.network)]
            statistics.update(extractor.select(output, len(images), where))
