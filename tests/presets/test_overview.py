from kerasgan import presets
from kerasgan.presets.description import Description


def described(name, family, **fields):
    return Description(name=name, family=family, networks={}, **fields)


def test_the_overview_shows_what_was_measured_and_dashes_for_the_rest():
    name = "dcgan_mnist"
    measured, bare = presets.find_presets()[name], described("bare", "GAN")
    (score,) = (s for s in measured.scores if s["name"] == "frechet_distance")
    *head, first, second = presets.tabulate({name: measured, "bare": bare}).splitlines()
    assert len(head) == 2
    assert len({line.count("|") for line in (*head, first, second)}) == 1
    times = score["value"] / score["training_data"]
    assert f"{score['value']:.2f} on `{score['details']['extractor']}`, {times:.0f}×" in first
    assert second.split(" | ")[2:] == ["–", "–", "–", "–", "–", "– |"]


def test_the_overview_of_translations_shows_both_directions():
    def score(name, value, **more):
        return {"name": name, "value": value, **more}

    about = {"training_data": 0.5, "details": {"extractor": "unpaired"}}
    scores = [
        score("a2b frechet_distance", 2.0, **about),
        score("b2a frechet_distance", 3.0, **about),
        score("a2b class_accuracy", 0.9),
        score("b2a class_accuracy", 0.8),
        score("a2b difference: to_truth", 0.05),
        score("a2b difference: untranslated", 0.07),
    ]
    found = {
        "digits": described("digits", "GAN"),
        "stripes": described("stripes", "CycleGAN", epochs=3, seconds=240, scores=scores),
        "letters": described("letters", "DCGAN"),
    }
    samples, translations = presets.tabulate(found).split("\n\n")
    *_, row = translations.splitlines()
    assert row == (
        "| [`stripes`](stripes/README.md) | 2.00 on `unpaired`, 4× | 3.00 on `unpaired`, 6× | "
        "0.900 | 0.800 | 0.050 (0.070) | – | 3 | 4 minutes |"
    )
    assert "stripes" not in samples
    assert "digits" not in translations
    assert [line.partition("`]")[0] for line in samples.splitlines()[2:]] == [
        "| [`digits",
        "| [`letters",
    ]
