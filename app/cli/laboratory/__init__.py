"""`onehour simulate` and `onehour staffing`: the laboratory on the command line."""

from __future__ import annotations
