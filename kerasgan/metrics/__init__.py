"""Scores of generated images, and what they are computed from."""

from kerasgan.metrics.class_histogram import ClassHistogram as ClassHistogram
from kerasgan.metrics.class_histogram import ClassHistogramResult as ClassHistogramResult
from kerasgan.metrics.classifier_score import ClassifierScore as ClassifierScore
from kerasgan.metrics.classifier_score import ClassifierScoreResult as ClassifierScoreResult
from kerasgan.metrics.density_coverage import DensityCoverage as DensityCoverage
from kerasgan.metrics.density_coverage import DensityCoverageResult as DensityCoverageResult
from kerasgan.metrics.evaluation import Evaluation as Evaluation
from kerasgan.metrics.evaluation import Summary as Summary
from kerasgan.metrics.evaluation import evaluate as evaluate
from kerasgan.metrics.evaluation import summarize as summarize
from kerasgan.metrics.features import extractors as extractors
from kerasgan.metrics.features.extractors import Extractor as Extractor
from kerasgan.metrics.frechet import FrechetDistance as FrechetDistance
from kerasgan.metrics.frechet import frechet_distance as frechet_distance
from kerasgan.metrics.kernel_distance import KernelDistance as KernelDistance
from kerasgan.metrics.kernel_distance import KernelDistanceResult as KernelDistanceResult
from kerasgan.metrics.mode_coverage import ModeCoverage as ModeCoverage
from kerasgan.metrics.mode_coverage import ModeCoverageResult as ModeCoverageResult
from kerasgan.metrics.multi_scale_ssim import MultiScaleSSIM as MultiScaleSSIM
from kerasgan.metrics.multi_scale_ssim import MultiScaleSSIMResult as MultiScaleSSIMResult
from kerasgan.metrics.nearest_neighbour_accuracy import (
    NearestNeighbourAccuracy as NearestNeighbourAccuracy,
)
from kerasgan.metrics.nearest_neighbour_accuracy import (
    NearestNeighbourAccuracyResult as NearestNeighbourAccuracyResult,
)
from kerasgan.metrics.precision_recall import PrecisionRecall as PrecisionRecall
from kerasgan.metrics.precision_recall import PrecisionRecallResult as PrecisionRecallResult
from kerasgan.metrics.reports.translations import TranslationErrors as TranslationErrors
from kerasgan.metrics.reports.translations import measure_translations as measure_translations
from kerasgan.metrics.reports.translations import translation_errors as translation_errors
from kerasgan.metrics.score import Score as Score
from kerasgan.metrics.sliced_wasserstein import SlicedWasserstein as SlicedWasserstein
from kerasgan.metrics.statistics.modes import MixtureModes as MixtureModes
from kerasgan.metrics.statistics.modes import StackedDigits as StackedDigits
from kerasgan.metrics.statistics.moments import Moments as Moments
from kerasgan.metrics.statistics.samples import Samples as Samples
from kerasgan.metrics.training_neighbours import (
    NearestTrainingNeighbours as NearestTrainingNeighbours,
)
from kerasgan.metrics.training_neighbours import TrainingNeighbours as TrainingNeighbours
