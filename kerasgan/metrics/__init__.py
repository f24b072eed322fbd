"""Scores of generated images, each with its protocol; README.md says which one to take."""

from kerasgan.metrics import statistics as statistics
from kerasgan.metrics.class_histogram import ClassHistogram as ClassHistogram
from kerasgan.metrics.classifier_score import ClassifierScore as ClassifierScore
from kerasgan.metrics.density_coverage import DensityCoverage as DensityCoverage
from kerasgan.metrics.evaluation import Evaluation as Evaluation
from kerasgan.metrics.evaluation import evaluate as evaluate
from kerasgan.metrics.features import extractors as extractors
from kerasgan.metrics.features.extractor import Extractor as Extractor
from kerasgan.metrics.frechet import FrechetDistance as FrechetDistance
from kerasgan.metrics.frechet import frechet_distance as frechet_distance
from kerasgan.metrics.kernel_distance import KernelDistance as KernelDistance
from kerasgan.metrics.mode_coverage import ModeCoverage as ModeCoverage
from kerasgan.metrics.multi_scale_ssim import MultiScaleSSIM as MultiScaleSSIM
from kerasgan.metrics.nearest_neighbour_accuracy import (
    NearestNeighbourAccuracy as NearestNeighbourAccuracy,
)
from kerasgan.metrics.precision_recall import PrecisionRecall as PrecisionRecall
from kerasgan.metrics.score import Score as Score
from kerasgan.metrics.sliced_wasserstein import SlicedWasserstein as SlicedWasserstein
from kerasgan.metrics.statistics.summary import summarize as summarize
from kerasgan.metrics.training_neighbours import (
    NearestTrainingNeighbours as NearestTrainingNeighbours,
)
