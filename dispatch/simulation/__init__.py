"""The laboratory: working days played against a policy, and what can be said of the outcome.

`day` is what happens, `world` plays it, `figures` measure it, `generator` and `demand` make more days like
it, `experiment` plays many in parallel, `intervals` say how sure the figures are, `staffing` how many
engineers a promise takes.  Nothing here knows a database or reads a clock of its own.
"""

from __future__ import annotations
