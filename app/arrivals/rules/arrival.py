"""What an arrival is worth: the one rule that judges the evidence of it and says why.

Pure: facts in, verdict and findings out, whatever the order in which the facts came.  `docs/evidence.md` says
in words what each verdict means and what it cannot prove.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.arrivals.rules.arrival_facts import (
    CONTRADICTIONS,
    LIVE,
    WIDENING_M,
    Evidence,
    Finding,
    Found,
    Judgement,
    Reading,
    without_echo,
)
from app.phones.rules.phone_stamps import ON_ITS_WAY
from app.positions.rules.tracks import (
    Apart,
    Fix,
    Place,
    absence,
    apart,
    lone,
    reach_m,
    short_drive,
    support,
    trusted,
    without,
)
from app.requests.rules.promise import ArrivalVerdict


def judge_arrival(evidence: Evidence) -> Judgement:
    """Judge an arrival by all evidence held.

    Any contradiction beats code and confirmation.  No useful position counts only with a stated reason and
    the customer's word.  Without that word an arrival is plausible inside the fence with a track that fits.
    """
    fixes = trusted(evidence.fixes)
    findings = (
        *_for_it(evidence, fixes),
        *_of_the_place(evidence),
        *_of_the_codes(evidence, fixes),
        *_of_the_way(evidence, fixes),
        *_of_the_time(evidence, fixes),
    )
    return Judgement(_verdict(evidence, {found.finding for found in findings}), without_echo(findings))


def is_outside(place: Place, reading: Reading) -> bool:
    """Whether the phone was not at the site; a useful accuracy widens the fence by `WIDENING_M` at most."""
    return place.distance_m(reading.point) > allowed_m(place, reading)


def allowed_m(place: Place, reading: Reading) -> float:
    """How far from the site a position may lie; one too poor to place the phone, as far as it is poor."""
    accuracy_m = reading.accuracy_m or 0.0
    return place.fence_m + (min(accuracy_m, WIDENING_M) if reading.is_useful else accuracy_m)


def _verdict(evidence: Evidence, found: set[Finding]) -> ArrivalVerdict:
    inside = Finding.INSIDE_FENCE in found
    if found & CONTRADICTIONS:
        return ArrivalVerdict.DOUBTFUL
    vague = evidence.reading is not None and evidence.reading.is_vague
    if evidence.is_confirmed and (inside or vague or evidence.reason):
        return ArrivalVerdict.PROVEN
    if evidence.by_office:
        return ArrivalVerdict.BY_OFFICE
    if inside and Finding.TRACK_FITS in found:
        return ArrivalVerdict.PLAUSIBLE
    return ArrivalVerdict.DOUBTFUL


def _for_it(evidence: Evidence, fixes: Sequence[Fix]) -> Iterator[Found]:
    if evidence.has_right_code:
        yield Found(Finding.CODE_RIGHT)
    if evidence.customer_at is not None:
        yield Found(Finding.CUSTOMER_CONFIRMED)
    if evidence.office_at is not None:
        yield Found(Finding.OFFICE_CONFIRMED)
    if evidence.handed_at is not None:
        yield Found(Finding.HANDED_CONFIRMED)
    last = _fitting(evidence, fixes)
    if last is not None:
        seconds = round((evidence.on_site_at - last.at).total_seconds())
        yield Found(Finding.TRACK_FITS, round(evidence.place.distance_m(last.point)), seconds)
    elif not evidence.is_confirmed and _lending(evidence, fixes) is None:
        yield Found(Finding.NO_TRACK)
    if not evidence.is_confirmed and not evidence.wrong_codes:
        yield Found(Finding.NO_CODE)


def _fitting(evidence: Evidence, fixes: Sequence[Fix]) -> Fix | None:
    """The last report before the arrival, where the whole track allows that it led there."""
    at = evidence.on_site_at
    return None if apart(evidence.place, fixes, at) else _lending(evidence, fixes)


def _lending(evidence: Evidence, fixes: Sequence[Fix]) -> Fix | None:
    """The last report of the track, unless it is from before a departure that left no time for the drive."""
    at, departed_at = evidence.on_site_at, evidence.departed_at
    last = support(fixes, at)
    if last is None or departed_at is None or last.at > departed_at:
        return last
    return None if evidence.place.gap_m(last) > reach_m(at - departed_at) else last


def _of_the_place(evidence: Evidence) -> Iterator[Found]:
    reading, place = evidence.reading, evidence.place
    if reading is None:
        yield Found(Finding.NO_POSITION)
    elif is_outside(place, reading):
        yield Found(Finding.OUTSIDE_FENCE, round(place.distance_m(reading.point)))
        return
    elif reading.is_useful:
        yield Found(Finding.INSIDE_FENCE, round(place.distance_m(reading.point)))
        return
    else:
        metres = None if reading.accuracy_m is None else round(reading.accuracy_m)
        yield Found(Finding.ACCURACY_USELESS, metres)
    if not evidence.reason and not (reading is not None and reading.is_vague):
        yield Found(Finding.NO_REASON)


def _of_the_codes(evidence: Evidence, fixes: Sequence[Fix]) -> Iterator[Found]:
    """Wrong codes count against it until the customer, or the office for him, has spoken."""
    spoken = evidence.is_confirmed or evidence.by_office
    if evidence.wrong_codes and not spoken:
        guessed = any(code.right for code in evidence.codes)
        yield Found(Finding.CODE_GUESSED if guessed else Finding.CODE_WRONG, count=evidence.wrong_codes)
    departed_at = evidence.departed_at
    rights = [code.at for code in evidence.codes if code.right]
    spoken_at = (evidence.customer_at, evidence.office_at, evidence.handed_at)
    words = [at for at in (*rights, *spoken_at) if at is not None]
    early = [at for at in words if departed_at is not None and at < departed_at - LIVE]
    early += [at for at in rights if at < evidence.on_site_at and apart(evidence.place, fixes, at)]
    if early:
        seconds = round((evidence.on_site_at - min(early)).total_seconds())
        yield Found(Finding.CONFIRMED_TOO_EARLY, seconds=max(0, seconds))


def _of_the_way(evidence: Evidence, fixes: Sequence[Fix]) -> Iterator[Found]:
    place, at, departed_at = evidence.place, evidence.on_site_at, evidence.departed_at
    if any(fix.mock for fix in evidence.fixes) or (evidence.reading is not None and evidence.reading.mock):
        yield Found(Finding.MOCK_LOCATION)
    elsewhere = _besides_its_tries(evidence, fixes)
    before = apart(place, [fix for fix in elsewhere if fix.at <= at], at)
    after = apart(place, [fix for fix in elsewhere if fix.at > at], at)
    yield from _told(Finding.TOO_FAR_BEFORE, before)
    yield from _told(Finding.TOO_FAR_AFTER, after)
    if after is None:
        yield from _told(Finding.SEEN_ELSEWHERE, absence(place, fixes, at, evidence.present_until))
    odd = lone(evidence.fixes)
    yield from _told(
        Finding.SEEN_ELSEWHERE_ONCE, apart(place, odd, at) or absence(place, odd, at, evidence.present_until)
    )
    if departed_at is None:
        return
    if evidence.said_at < departed_at - LIVE:
        yield Found(Finding.BEFORE_DEPARTURE, seconds=round((departed_at - evidence.said_at).total_seconds()))
    yield from _told(Finding.DRIVE_TOO_SHORT, short_drive(place, fixes, departed_at, at))


def _besides_its_tries(evidence: Evidence, fixes: Sequence[Fix]) -> Sequence[Fix]:
    """Without the arrival's own tries from where it was reported: outside the fence says it already."""
    reading = evidence.reading
    if reading is None or not is_outside(evidence.place, reading):
        return fixes
    return without(fixes, reading.point, evidence.on_site_at)


def _told(finding: Finding, one: Apart | None) -> Iterator[Found]:
    if one is not None:
        yield Found(finding, one.metres, one.seconds)


def _of_the_time(evidence: Evidence, fixes: Sequence[Fix]) -> Iterator[Found]:
    """The clock of what came late, and whether anything supports that it was before due."""
    clock = evidence.clock
    if clock.jumped:
        yield Found(Finding.CLOCK_JUMPED)
    if clock.slipped:
        yield Found(Finding.NUMBERS_SLIPPED)
    back = evidence.received_at - evidence.on_site_at
    if evidence.is_live and not evidence.crosses_due:
        return
    if clock.slept:
        yield Found(Finding.CLOCK_SLEPT)
    if back <= (ON_ITS_WAY if evidence.crosses_due else LIVE):
        return
    fits = _fitting(evidence, fixes) is not None
    agrees = clock.unbroken and not clock.jumped
    if agrees and (fits or (evidence.is_confirmed and not clock.slept)):
        yield Found(Finding.CLOCK_SUPPORTED)
    elif evidence.crosses_due:
        yield Found(Finding.DATED_BACK, seconds=round(back.total_seconds()))
