"""Recipes: everything a training needs, in one TOML file.

```toml
description = "DCGAN that draws handwritten digits."
seed = 0

[model]                          # the family and the arguments of its constructor
family = "DCGAN"
width = 64

[data]                           # the arguments of `kerasgan.data.load`
source = "mnist"
batch_size = 64

[compile]                        # the arguments of the family's `compile`
loss = "non_saturating"

[compile.generator_optimizer]    # a class of Keras or kerasgan and its arguments
class_name = "Adam"
learning_rate = 2e-4

[fit]
epochs = 12

[evaluate]                       # if the best epoch is to be published: a score and its arguments
metric = "FrechetDistance"
features = "mnist"
count = 10000                    # generated and real samples; also every, collapse, patience as
split = "train"                  # of `kerasgan.callbacks.Evaluate`, and the split of the real ones

[card]                           # what only the model card needs
dataset = "MNIST"
```

A model that is given its networks names functions of `kerasgan.networks`, as in
`[model.generator]` with `network = "mlp_generator"` and the function's arguments.
"""

from kerasgan.recipes.building import build, data_of
from kerasgan.recipes.reading import read
from kerasgan.recipes.running import run
from kerasgan.recipes.scoring import measure

__all__ = ["build", "data_of", "measure", "read", "run"]
