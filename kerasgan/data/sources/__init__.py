"""Where images come from: arrays, folders and TensorFlow Datasets, read into arrays."""
