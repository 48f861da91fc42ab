"""What each setting means, in words; a test holds that none is without."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.phrases import Phrase

GROUPS: Mapping[str, tuple[Phrase, tuple[str, ...]]] = {
    "company": (
        Phrase("Company"),
        (
            "company_name",
            "company_phone",
            "hotline_phone",
            "currency",
            "default_locale",
            "default_region",
            "default_territory",
            "public_url",
        ),
    ),
    "notices": (
        Phrase("Messages to the outside"),
        ("notify_customer_url", "notify_engineer_url", "webhook_allow", "webhook_http"),
    ),
    "access": (
        Phrase("Signing in and limits"),
        (
            "session_hours",
            "token_days",
            "tracking_link_hours",
            "secure_cookies",
            "rate_limits",
            "rate_limit_store",
            "calls_per_minute",
            "calls_per_minute_of_address",
            "trusted_proxies",
            "secret_key",
            "secret_key_previous",
        ),
    ),
    "planning": (
        Phrase("Planning and maps"),
        (
            "planner_budget_s",
            "planner_expects",
            "planner_learns_stars",
            "planner_keeps_stars",
            "travel",
            "osrm_url",
            "osrm_table_size",
            "geocoder",
            "geocoder_url",
            "map_tiles",
            "map_attribution",
            "clock_limit_s",
            "position_days",
            "call_days",
            "simulated",
        ),
    ),
    "server": (
        Phrase("Server"),
        (
            "host",
            "port",
            "data_dir",
            "database_url",
            "db_connect_timeout_s",
            "db_statement_timeout_s",
            "db_pool_timeout_s",
            "embedded_worker",
            "log_level",
            "max_body_bytes",
            "head_deadline_s",
            "body_deadline_s",
            "stream_url",
            "stream_cap",
            "streams_per_account",
            "stream_life_s",
        ),
    ),
}
"""The settings in the order in which people look for them."""

SECRET = frozenset(
    {
        "secret_key",
        "secret_key_previous",
        "database_url",
        "notify_customer_url",
        "notify_engineer_url",
        "rate_limit_store",
    }
)
"""Of these only whether they are set is shown."""

MEANINGS: Mapping[str, Phrase] = {
    "company_name": Phrase("Name on reports, cards and messages"),
    "company_phone": Phrase("Telephone on reports and cards"),
    "hotline_phone": Phrase("Whom customers call; a territory's own number goes first. Empty: the company's"),
    "currency": Phrase("In which prices and bills are"),
    "default_locale": Phrase("Language of whoever has chosen none"),
    "default_region": Phrase("Country of telephone numbers that are said without one"),
    "default_territory": Phrase(
        "Code of the territory of requests whose place is on no map. Empty: the one that was made first"
    ),
    "public_url": Phrase("Address of this installation in links and messages"),
    "notify_customer_url": Phrase("Channel by which customers are sent notices"),
    "notify_engineer_url": Phrase("Channel by which engineers are sent notices"),
    "webhook_allow": Phrase("Names and networks inside that webhooks may reach"),
    "webhook_http": Phrase("Whether webhooks may go to addresses without TLS"),
    "session_hours": Phrase("Hours for which a browser stays signed in"),
    "token_days": Phrase("Days for which an app or program stays signed in"),
    "tracking_link_hours": Phrase("Hours for which a customer's link is good"),
    "secure_cookies": Phrase("Whether cookies go over HTTPS alone"),
    "rate_limits": Phrase("Whether calls are counted and limited"),
    "rate_limit_store": Phrase("Where calls are counted, for all processes together"),
    "calls_per_minute": Phrase("Calls a minute of one account"),
    "calls_per_minute_of_address": Phrase("Calls a minute of one network address"),
    "trusted_proxies": Phrase("Proxies in front of the server, whose word on the caller's address counts"),
    "secret_key": Phrase("Key that signs links and seals secrets"),
    "secret_key_previous": Phrase("Keys before it, under which older links still open"),
    "planner_budget_s": Phrase("Seconds that planning a territory may take"),
    "planner_expects": Phrase("Whether planning reckons with requests that are only expected"),
    "planner_keeps_stars": Phrase("Whether planning keeps scarce stars for work that needs them"),
    "planner_learns_stars": Phrase(
        "Whether planning reckons with what closed visits taught of each grade's service time"
    ),
    "travel": Phrase("How travel times are known: great_circle by distance, osrm by a road engine"),
    "osrm_url": Phrase("Address of the road engine"),
    "osrm_table_size": Phrase("Largest table that the road engine is asked for"),
    "geocoder": Phrase("Service that finds the point of an address"),
    "geocoder_url": Phrase("Address of that service"),
    "map_tiles": Phrase("Address of the tiles of maps, where they are not this server's own"),
    "map_attribution": Phrase("Whose map it is, said on every map"),
    "clock_limit_s": Phrase("Seconds that this server's clock may differ from the database's"),
    "position_days": Phrase("Days for which engineers' positions are kept"),
    "call_days": Phrase("Days for which a call that led to no request keeps name, number and words"),
    "simulated": Phrase("Whether the clock is a simulation's"),
    "host": Phrase("Network address that the server listens on"),
    "port": Phrase("Port that the server listens on"),
    "data_dir": Phrase("Folder for files, and for the database where none is named"),
    "database_url": Phrase("The database"),
    "db_connect_timeout_s": Phrase("Seconds until the database must have answered"),
    "db_statement_timeout_s": Phrase("Seconds that a statement may take"),
    "db_pool_timeout_s": Phrase("Seconds to wait for a free connection"),
    "embedded_worker": Phrase("Whether timers run in the web process"),
    "log_level": Phrase("How much is logged"),
    "max_body_bytes": Phrase("Largest upload, in bytes"),
    "head_deadline_s": Phrase("Seconds in which a request's head must have come"),
    "body_deadline_s": Phrase("Seconds in which its body must have come"),
    "stream_url": Phrase("Address before which live streams stand, where a proxy has them elsewhere"),
    "stream_cap": Phrase("Live streams of one process"),
    "streams_per_account": Phrase("Live streams of one account"),
    "stream_life_s": Phrase("Seconds after which a live stream begins anew"),
}

TERRITORY: Mapping[str, Phrase] = {
    "time_zone": Phrase("Time zone of the place"),
    "promise_s": Phrase("Time within which somebody is on site, where no contract says otherwise"),
    "offer_timeout_s": Phrase("Time in which an engineer answers an offer"),
    "freeze_s": Phrase("Time before the arrival in which a visit is not moved to somebody else"),
    "geofence_m": Phrase("Metres around a site within which an arrival counts"),
    "duplicate_window_s": Phrase("Time in which a second report of a machine is linked to the first"),
    "area_code": Phrase("Area code of telephone numbers that are said without one"),
    "hotline_phone": Phrase("Whom its customers call; empty: the installation's hotline"),
    "circuity": Phrase("How much longer roads are than the straight line"),
    "speed_kmh": Phrase("Speed on the road, in km/h"),
    "quiet_hours": Phrase("Hours in which only what is urgent is sent"),
    "unassigned_after_s": Phrase("Alert: nobody is assigned after"),
    "not_accepted_after_s": Phrase("Alert: the engineer has not accepted after"),
    "not_departed_after_s": Phrase("Alert: the engineer has not left after"),
    "position_stale_after_s": Phrase("Alert: no position from the engineer after"),
    "eta_past_due_after_s": Phrase("Alert: arrival is expected too late, after"),
    "breached_after_s": Phrase("Alert: the promise is broken, after"),
    "alert_repeat_s": Phrase("An alert that nobody takes on is repeated every"),
    "holiday_calendar": Phrase("Whose public holidays count"),
    "radius_m": Phrase("Radius in metres, where no boundary is drawn"),
    "kept_target_pct": Phrase("Per cent of its promises that it means to keep; reports measure against it"),
    "expects_requests": Phrase("Whether its plans keep engineers free for requests that may come"),
}
