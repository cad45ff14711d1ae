"""Detente beside its peers: the same input, the same answer, in turns."""
