"""Tests of the notebook kit: shells, comms and real kernels."""
