"""The engine beside the solvers that its users could pick instead: `python -m dispatch.benchmarks`."""
