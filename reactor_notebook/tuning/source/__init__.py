"""Read and change the source that declares a model, without I/O."""
