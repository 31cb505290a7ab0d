"""Turn what a model emits into RGB pictures, sound and compressed bytes."""
