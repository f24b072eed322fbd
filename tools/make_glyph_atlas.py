"""Draws the atlas of digits that `kerasgan.data.load("glyphs")` warps its images from.

Needed only to make the atlas again, with the fonts installed (the names are Debian packages):

    apt-get install fonts-dejavu-core fonts-liberation2 fonts-roboto-slab fonts-lato \
        fonts-comfortaa fonts-courier-prime fonts-humor-sans fonts-bwht fonts-kristi \
        fonts-kaushanscript fonts-dancingscript fonts-klee fonts-yusei-magic fonts-dkg-handwriting
    python tools/make_glyph_atlas.py --fonts=/usr/share/fonts --out=kerasgan/data/sets

It writes `glyphs_atlas.png`, a row for each typeface and a column for each digit, and
`glyphs_atlas.txt`, whose typefaces they are. Each cell is a signed distance field: how far a point
lies inside the ink (positive) or outside of it, so that strokes can be made thicker or thinner and
stay sharp under any warp.
"""

import pathlib

import numpy as np
from absl import app, flags
from PIL import Image, ImageDraw, ImageFont

from kerasgan.data.sets.glyphs import CELL, INK, RANGE

_FONTS = flags.DEFINE_string("fonts", "/usr/share/fonts", "Folder with the fonts.")
_OUT = flags.DEFINE_string("out", "kerasgan/data/sets", "Folder to write the atlas to.")

_FINE = 8  # Pixels of the drawing per pixel of a cell.
_OFL = "SIL Open Font License 1.1"
_FACES = (  # file, typeface, rights, licence
    ("DejaVuSans.ttf", "DejaVu Sans", "2003 Bitstream; changes public domain",
     "Bitstream Vera licence"),
    ("LiberationSerif-Regular.ttf", "Liberation Serif", "2010 Google; 2012 Red Hat", _OFL),
    ("RobotoSlab-Regular.otf", "Roboto Slab", "2013-2017 Google Inc., C. Robertson", "Apache 2.0"),
    ("Lato-Light.ttf", "Lato Light", "2010-2011 Łukasz Dziedzic", _OFL),
    ("Comfortaa-Regular.ttf", "Comfortaa", "2008-2017 Johan Aakerlund", _OFL),
    ("Courier Prime.otf", "Courier Prime", "2015 Quote-Unquote Apps", _OFL),
    ("Humor-Sans.ttf", "Humor Sans", "2009 Michael Ciuffo", _OFL),
    ("dkg.ttf", "dkg handwriting", "2005-2023 Daniel Kahn Gillmor", _OFL),
    ("BecauseWeBuild-Regular.otf", "Because We Build", "2019 Red Hat", _OFL),
    ("BecauseWeConnect-Regular.otf", "Because We Connect", "2019 Red Hat", _OFL),
    ("BecauseWeCreate-Regular.otf", "Because We Create", "2019 Red Hat", _OFL),
    ("BecauseWeLearn-Regular.otf", "Because We Learn", "2019 Red Hat", _OFL),
    ("BecauseWeOrganize-Regular.otf", "Because We Organize", "2019 Red Hat", _OFL),
    ("Kristi.ttf", "Kristi", "2010 Birgit Pulk", _OFL),
    ("KaushanScript-Regular.otf", "Kaushan Script", "2011 Pablo Impallari, Igino Marini", _OFL),
    ("DancingScript-Regular.otf", "Dancing Script", "2010 Pablo Impallari, Igino Marini", _OFL),
    ("KleeOne-Regular.ttf", "Klee One", "2020 The Klee Project Authors", _OFL),
    ("YuseiMagic-Regular.ttf", "Yusei Magic", "2020 The Yusei Magic Project Authors", _OFL),
)  # fmt: skip


def draw_digit(font_path, digit):
    """Draws a digit so that its longer side is as many pixels as its cell's ink."""
    side = CELL * _FINE

    def draw(size):
        picture = Image.new("L", (2 * side, 2 * side))
        font = ImageFont.truetype(str(font_path), size)
        ImageDraw.Draw(picture).text((side, side), str(digit), 255, font, anchor="mm")
        return picture, picture.getbbox()

    left, top, right, bottom = draw(INK * _FINE)[1]
    picture, (left, top, right, bottom) = draw(
        round((INK * _FINE) ** 2 / max(right - left, bottom - top))
    )
    x, y = (left + right - side) // 2, (top + bottom - side) // 2
    return np.asarray(picture.crop((x, y, x + side, y + side))) >= 128


def distance_field(ink):
    """Signed distances `[CELL, CELL]`, in pixels of the cell, from a finer mask of the ink."""
    fine = len(ink) // CELL
    centers = (np.arange(CELL) + 0.5) * fine
    points = np.stack(np.meshgrid(centers, centers, indexing="ij"), -1).reshape(-1, 2)
    padded = np.pad(ink, 1)
    core = padded[1:-1, 1:-1]
    shifted = (padded[2:, 1:-1], padded[:-2, 1:-1], padded[1:-1, 2:], padded[1:-1, :-2])
    edge = np.any([core != other for other in shifted], axis=0)
    rows, columns = points.astype(int).T
    inside = core[rows, columns]
    # Half a fine pixel less: the outline runs between a pixel and its neighbour of the other kind.
    far = np.where(inside, _nearest(points, edge & ~core), _nearest(points, edge & core)) - 0.5
    return (np.where(inside, far, -far) / fine).reshape(CELL, CELL)


def _nearest(points, mask):
    targets = np.argwhere(mask) + 0.5
    squares = (points**2).sum(1)[:, None] + (targets**2).sum(1) - 2 * points @ targets.T
    return np.sqrt(np.maximum(squares.min(1), 0))


def make_atlas(font_paths):
    """The atlas as a uint8 array `[faces * CELL, 10 * CELL]`; 127.5 is the outline."""
    rows = [
        np.hstack([distance_field(draw_digit(path, digit)) for digit in range(10)])
        for path in font_paths
    ]
    return np.rint(127.5 * (1 + np.clip(np.vstack(rows) / RANGE, -1, 1))).astype(np.uint8)


def main(argv):
    del argv
    found = {path.name: path for path in pathlib.Path(_FONTS.value).rglob("*.[ot]tf")}
    missing = [file for file, *_ in _FACES if file not in found]
    if missing:
        raise SystemExit(f"fonts missing in {_FONTS.value}: {', '.join(missing)}")
    out = pathlib.Path(_OUT.value)
    atlas = make_atlas([found[file] for file, *_ in _FACES])
    Image.fromarray(atlas).save(out / "glyphs_atlas.png", optimize=True)
    credits = "".join(f"{face}: (c) {rights}. {licence}.\n" for _, face, rights, licence in _FACES)
    (out / "glyphs_atlas.txt").write_text(
        "The digits in glyphs_atlas.png, one typeface a row, were drawn with\n\n" + credits
    )
    print(f"{len(_FACES)} typefaces, {(out / 'glyphs_atlas.png').stat().st_size} bytes")


if __name__ == "__main__":
    app.run(main)
