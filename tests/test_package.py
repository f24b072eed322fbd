"""The package as a whole: what an import costs, documentation, layering, cleanliness."""

import ast
import importlib
import inspect
import json
import os
import pathlib
import re
import subprocess
import sys
import types

import keras
import pytest

import kerasgan

ROOT = pathlib.Path(__file__).parents[1]
PACKAGE = ROOT / "kerasgan"
FILES = sorted(PACKAGE.rglob("*.py"))
# The layout: every part imports only from parts of a lower rank, and from itself.
RANKS = {
    part: rank
    for rank, parts in enumerate(
        [
            (
                "arguments",
                "charts",
                "configured",
                "directions",
                "folders",
                "keras_private",
                "names",
                "pixels",
                "replicas",
            ),
            ("latents", "images", "trained_weights"),
            ("losses",),
            ("theory",),
            ("constraints", "layers", "penalties", "optimizers"),
            ("networks",),
            ("data",),
            ("presets",),
            ("metrics",),
            ("callbacks",),
            ("serving",),
            ("engine",),
            ("models",),
            ("recipes", "testing"),
            ("experiments",),
            ("__init__",),
        ]
    )
    for part in parts
}
DOCUMENTED = [
    *(name for name in kerasgan.__all__ if inspect.ismodule(getattr(kerasgan, name))),
    "models",
    "presets",
    "recipes",
    "serving",
]


def python(code, **environment):
    """Runs code in a fresh interpreter."""
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"} | environment,
        check=False,
    )


# Importing


def test_import_adds_nothing_heavy_to_keras():
    result = python(
        "import json, sys, keras\n"
        "before = set(sys.modules)\n"
        "import kerasgan\n"
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    assert result.returncode == 0, result.stderr
    added = {name.partition(".")[0] for name in json.loads(result.stdout)}
    assert "kerasgan" in added
    assert added - set(sys.stdlib_module_names) <= {"kerasgan", "PIL"}


def test_another_backend_is_refused():
    """Keras is told its backend here, because no other one need be installed."""
    result = python("import keras; keras.backend.backend = lambda: 'jax'; import kerasgan")
    assert result.returncode != 0
    error = result.stderr.strip().splitlines()[-1]
    assert error.startswith("ImportError: kerasgan needs Keras' TensorFlow backend")
    assert "'jax'" in error
    assert "KERAS_BACKEND=tensorflow" in error


# Public names


def test_all_is_what_init_imports_from_the_package():
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    imported = [
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    assert sorted(kerasgan.__all__) == sorted(imported)


def test_every_public_object_is_in_all():
    objects = {
        name
        for name, value in vars(kerasgan).items()
        if not name.startswith("_") and not inspect.ismodule(value)
    }
    named = {name for name in kerasgan.__all__ if not inspect.ismodule(getattr(kerasgan, name))}
    assert objects == named
    families = {
        name
        for name, value in vars(kerasgan.models).items()
        if inspect.isclass(value) and issubclass(value, keras.Model)
    }
    assert families <= named


def test_the_contract_of_the_public_api():
    for path in (
        "GAN",
        "DCGAN",
        "AdversarialModel.from_preset",
        "AdversarialModel.save_to_preset",
        "AdversarialModel.export",
        "DCGAN.presets",
        "GAN.generate",
        "GAN.interpolate",
        "CycleGAN.translate",
        "from_preset",
        "list_presets",
        "data.load",
        "data.load_unpaired",
        "data.plain2striped.pairs",
        "losses.get",
        "theory.f_divergence",
        "theory.optimal_discriminator",
        "theory.wasserstein_1d",
        "callbacks.LinearDecay",
        "callbacks.SampleGrid",
    ):
        found = kerasgan
        for name in path.split("."):
            assert hasattr(found, name), path
            found = getattr(found, name)


# Documentation


def public(module):
    """Names and values of the functions and classes that a module offers."""
    whole = hasattr(module, "__path__")  # a package offers what it imports from its own modules
    for name, value in vars(module).items():
        if name.startswith("_") or not (inspect.isfunction(value) or inspect.isclass(value)):
            continue
        origin = value.__module__
        if origin == module.__name__ or (whole and origin.startswith(module.__name__ + ".")):
            yield f"{module.__name__}.{name}", value


def public_methods(cls):
    """Public methods of a class, without those that a base class documents."""
    for name, value in vars(cls).items():
        function = getattr(value, "__func__", value)
        if name.startswith("_") or not isinstance(function, types.FunctionType | property):
            continue
        if not any(hasattr(base, name) for base in cls.__mro__[1:]):
            yield f"{cls.__module__}.{cls.__name__}.{name}", function


FUNCTIONS_AND_CLASSES = dict(
    item for name in DOCUMENTED for item in public(importlib.import_module(f"kerasgan.{name}"))
)
METHODS = dict(
    item
    for value in FUNCTIONS_AND_CLASSES.values()
    if inspect.isclass(value)
    for item in public_methods(value)
)
PUBLIC = FUNCTIONS_AND_CLASSES | METHODS


def test_the_walk_finds_what_it_should():
    """So that a walk that finds nothing does not pass."""
    some = {"kerasgan.losses.Hinge", "kerasgan.data.load", "kerasgan.images.grid"}
    some |= {
        "kerasgan.models.latent_model.LatentModel.interpolate",
        "kerasgan.optimizers.RampedMomentumSGD",
    }
    assert some <= set(PUBLIC)


def documentation(path):
    return inspect.cleandoc(PUBLIC[path].__doc__ or "")


@pytest.mark.parametrize("path", sorted(PUBLIC))
def test_public_objects_have_a_summary(path):
    summary = documentation(path).partition("\n")[0]
    assert re.fullmatch(r"\S.{5,}[.:,\w]", summary)


@pytest.mark.parametrize("path", sorted(FUNCTIONS_AND_CLASSES))
def test_every_argument_is_documented(path):
    text = documentation(path)
    arguments = [
        parameter.name
        for parameter in inspect.signature(PUBLIC[path]).parameters.values()
        if parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    ]
    assert [name for name in arguments if not re.search(rf"^ +{name}:", text, re.M)] == []
    assert not arguments or re.search("^Args:$", text, re.M)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_says_what_it_is(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


# Layering


def part(module):
    """The part of the layout that a module `kerasgan.….…` lies in."""
    return [*module.split("."), "__init__"][1]


def imported_parts(path):
    """Parts of kerasgan that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            modules = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (part(name) for name in modules if name.split(".")[0] == "kerasgan")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_downwards(path):
    own = part(".".join(["kerasgan", *path.relative_to(PACKAGE).with_suffix("").parts]))
    for other in imported_parts(path):
        assert other == own or RANKS[other] < RANKS[own], f"{own} imports {other}"


# Cleanliness


def tracked_texts():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = ROOT / name
        if path.suffix not in (".png", ".gif", ".h5", ".npz", ".keras") and path.is_file():
            yield name, path.read_text(encoding="utf-8")


def test_no_file_names_a_machine():
    folders = rf"(?<![\w.)}}$/-])/({'|'.join(('work', 'tmp', 'root', 'home', 'opt'))})/"
    hosts = r"\b(pypi|npmjs|pythonhosted|conda\.anaconda|crates)\.(org|com|io)\b"
    pattern = re.compile(f"{folders}|{hosts}")
    found = [
        f"{name}: {match.group()}"
        for name, text in tracked_texts()
        for match in pattern.finditer(text)
    ]
    assert found == []
