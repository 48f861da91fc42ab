"""The doors of this room: tiles of the base map, and addresses while they are typed."""

from __future__ import annotations

from app.places.access import ACCESS
from app.places.pages import addresses, base_map
from app.web.doors import Doors

DOORS = Doors(access=ACCESS, pages=(base_map, addresses), fragments=("map_addresses",))
