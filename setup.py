from pathlib import Path

from setuptools import find_packages, setup

setup(
    name="kerasgan",
    version="0.1.0",
    description="Generative adversarial networks for Keras: fit, load pretrained, serve.",
    long_description=Path(__file__).with_name("README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    python_requires=">=3.11",
    install_requires=[
        "tensorflow>=2.21",
        "keras>=3.15",
        "tensorflow-datasets>=4.9.9",
        "importlib_resources",  # imported by tensorflow-datasets, which does not declare it
        "numpy",
        "absl-py",
        "pillow",
    ],
    extras_require={
        "test": [
            "pytest",
            "pytest-xdist",
            "scipy",
            "ruff",
            "tensorflow-serving-api",
            "onnx",
            "tf2onnx",
            "onnxruntime",
        ],
        "cuda": ["tensorflow[and-cuda]"],
        "serving": ["tensorflow-serving-api"],  # clients that speak gRPC
        "onnx": ["onnx", "tf2onnx"],  # export to ONNX
    },
    # The presets lie in zoo/ at the top, and install as the package kerasgan.zoo.
    packages=[*find_packages(include=["kerasgan", "kerasgan.*"]), "kerasgan.zoo"],
    package_dir={"kerasgan.zoo": "zoo"},
    package_data={
        "kerasgan.data.sets": ["*.png", "*.txt"],
        "kerasgan.metrics.features": ["trained/*/*"],
        "kerasgan.zoo": ["*/*"],
    },
    classifiers=[
        "License :: OSI Approved :: Apache Software License",
        "Programming Language :: Python :: 3",
        "Topic :: Scientific/Engineering :: Artificial Intelligence",
    ],
)
