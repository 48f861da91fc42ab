"""Planning a territory: snapshot, solve, verify, apply by version; and what sets it off.

Other services import `request_replan` from `app.services.planning.triggers`: applying a plan makes offers
and offers ask for plans, so this package re-exports nothing.
"""
