"""What one look at a watched promise asks for; decided from what was read, written by `look`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.promise.reads.watched import Watched
from app.promise.rules.ladder import Ladder, Rung, Step, is_eta_late, steps
from app.promise.tables import Alert


@dataclass(frozen=True, slots=True)
class Verdict:
    """Rungs to raise (`due`) and those still to come, alerts to clear and to repeat; decided `at`.

    `moments` are when something falls due, as far as is known now.
    """

    watched: Watched
    at: datetime
    due: tuple[Step, ...]
    coming: tuple[Step, ...]
    to_clear: tuple[Alert, ...]
    to_repeat: tuple[Alert, ...]
    moments: tuple[datetime, ...]
    eta_late_since: datetime | None

    @property
    def request_id(self) -> UUID:
        """Whose promise it is."""
        return self.watched.watch.request_id

    @property
    def visit_id(self) -> UUID | None:
        """The visit that the promise is about."""
        return self.watched.visit.id if self.watched.visit else None

    @property
    def needs_rescue(self) -> bool:
        """Whether somebody is about to be told, and there is still something to be done about it."""
        return bool(self.due or self.to_repeat) and not self.watched.facts.settled

    @property
    def order(self) -> datetime:
        """What has been due longest is written first."""
        return min((step.due_at for step in self.due), default=self.at)

    @property
    def to_write(self) -> bool:
        """Whether anything is to be recorded."""
        watch = self.watched.watch
        next_at = min(self.moments, default=None)
        was_due = watch.next_due_at is not None and watch.next_due_at <= self.at
        sooner = next_at is not None and (watch.next_due_at is None or next_at < watch.next_due_at)
        return bool(
            self.due
            or self.to_clear
            or self.to_repeat
            or was_due
            or sooner
            or self.watched.facts.settled
            or self.eta_late_since != watch.eta_late_since
        )


def judge(one: Watched, ladder: Ladder, now: datetime) -> Verdict:
    """Decide at `now`.

    A rung is raised once for one reason: never while an alert of the same rung is open, nor again for a
    reason that was raised before.
    """
    late_since = (one.facts.eta_late_since or now) if is_eta_late(one.facts) else None
    facts = replace(one.facts, eta_late_since=late_since)
    standing = steps(facts, ladder, now)
    still = {step.rung.value for step in standing if step.due_at <= now}
    alerts = [alert for alert in one.alerts if alert.cleared_at is None]
    cleared = tuple(
        alert for alert in alerts if facts.settled or alert.rung not in still or _about_another(alert, one)
    )
    kept = [alert for alert in alerts if alert not in cleared]
    rung_kept = {alert.rung for alert in kept}
    known = {(alert.rung, alert.since) for alert in one.alerts}
    fresh = [s for s in standing if s.rung not in rung_kept and (s.rung.value, s.since) not in known]
    coming = tuple(step for step in fresh if step.due_at > now)
    repeats = {alert.id: alert.told_at + ladder.repeat for alert in kept if alert.acknowledged_at is None}
    return Verdict(
        watched=replace(one, facts=facts),
        at=now,
        due=tuple(step for step in fresh if step.due_at <= now),
        coming=coming,
        to_clear=cleared,
        to_repeat=tuple(alert for alert in kept if repeats.get(alert.id, now) <= now and alert.id in repeats),
        moments=(*(step.due_at for step in coming), *repeats.values()),
        eta_late_since=late_since,
    )


def _about_another(alert: Alert, one: Watched) -> bool:
    """Whether another engineer's phone is silent now, or says that he went: that is another call to make."""
    about: dict[str, UUID | None] = {
        Rung.PHONE_SILENT: one.silent_engineer_id,
        Rung.CLAIMED: one.claimed_by,
    }
    now_id = about.get(alert.rung)
    return now_id is not None and alert.engineer_id != now_id
