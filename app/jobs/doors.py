"""The doors of this room: long work over HTTP; its page is the desk's."""

from __future__ import annotations

from app.jobs.access import ACCESS
from app.jobs.api import jobs
from app.web.doors import Doors

DOORS = Doors(access=ACCESS, blueprints=(jobs.blp,))
