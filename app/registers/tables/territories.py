"""Areas that are planned as one, with the settings of their promise."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, text, true
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, Versioned, WithId, within
from app.registers.tables.external_ids import HasExternalId
from dispatch.model.stars import MAX_STARS, MIN_STARS

DAY_S = 86_400


AUTO_CALENDAR, NO_CALENDAR, TERRITORY_CALENDAR = "auto", "none", "territory"
"""What stands for a calendar beside a country's code: that of the time zone's country, none at all, and (of
a contract) the territory's."""


class Territory(WithId, HasExternalId, Versioned, Base):
    """An area that is planned as one, with the settings of its promise.

    `boundary` is a ring of [lat, lon]; without one the territory is the circle of `radius_m`.  `area_code`
    (`010`) is what a telephone number of the place lacks when it is said without one; blank: none.
    `hotline_phone` is whom its customers call, as it is printed; blank: the installation's hotline.  The
    `…_after_s` are the danger ladder's: seconds after the step before until a rung falls due.
    `expects_requests`: its plans keep engineers free for requests that may come.
    `holiday_calendar` is a country or subdivision ("CN", "US-NY"), `AUTO_CALENDAR` or `NO_CALENDAR`.
    `kept_target_pct` is the share of promises that it means to keep.  `provisional_stars` and
    `provisional_months` are what its newcomers begin with; None: as the installation says.
    """

    __tablename__ = "territories"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    time_zone: Mapped[str] = mapped_column(String(64), default="Asia/Shanghai")
    centre_lat: Mapped[float]
    centre_lon: Mapped[float]
    radius_m: Mapped[int] = within(100, 500_000, default=30_000)
    boundary: Mapped[list[Any] | None]
    promise_s: Mapped[int] = within(300, 7 * DAY_S, default=3600)
    offer_timeout_s: Mapped[int] = within(10, 3600, default=180)
    freeze_s: Mapped[int] = within(0, 3600, default=300)
    geofence_m: Mapped[int] = within(20, 5000, default=200)
    duplicate_window_s: Mapped[int] = within(0, 7 * DAY_S, default=14_400)
    area_code: Mapped[str] = mapped_column(String(8), default="", server_default=text("''"))
    hotline_phone: Mapped[str] = mapped_column(String(40), default="", server_default=text("''"))
    circuity: Mapped[float] = within(1, 5, default=1.3)
    speed_kmh: Mapped[float] = within(1, 150, default=30.0)
    quiet_hours: Mapped[str] = mapped_column(
        String(11), default="22:00-07:00", server_default=text("'22:00-07:00'")
    )
    unassigned_after_s: Mapped[int] = within(0, DAY_S, default=120, server_default=text("120"))
    not_accepted_after_s: Mapped[int] = within(0, DAY_S, default=300, server_default=text("300"))
    not_departed_after_s: Mapped[int] = within(0, DAY_S, default=600, server_default=text("600"))
    position_stale_after_s: Mapped[int] = within(0, DAY_S, default=300, server_default=text("300"))
    eta_past_due_after_s: Mapped[int] = within(0, DAY_S, default=0, server_default=text("0"))
    breached_after_s: Mapped[int] = within(0, DAY_S, default=0, server_default=text("0"))
    alert_repeat_s: Mapped[int] = within(10, DAY_S, default=180, server_default=text("180"))
    holiday_calendar: Mapped[str] = mapped_column(
        String(12), default=AUTO_CALENDAR, server_default=text("'auto'")
    )
    kept_target_pct: Mapped[float] = within(0, 100, default=95.0, server_default=text("95"))
    provisional_stars: Mapped[int | None] = within(MIN_STARS, MAX_STARS)
    provisional_months: Mapped[int | None] = within(1, 60)
    expects_requests: Mapped[bool] = mapped_column(default=True, server_default=true())
    active: Mapped[bool] = mapped_column(default=True)
