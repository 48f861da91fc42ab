"""Names, telephone numbers, machines and a crew, drawn from what ships with the project."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

import phonenumbers

from app.demo.world import SERVICE_FACTOR, ContractTerms, CrewMember, Fault, Machine, Point

DEFAULT_SHIFT_TAIL_S = 2 * 3600
"""The crew stays this long after the last calls of the day."""

_STARS, _STAR_SHARE = list(SERVICE_FACTOR), [0.10, 0.22, 0.34, 0.22, 0.12]
_COMMON_SHARE, _RARE_SHARE = 0.75, 0.4
_COMMON = 3
_PARTNER_SHARE = 0.2
_MASTER_STARS = 4
_TERMS = [None, ContractTerms(1, 1), ContractTerms(2, 1), ContractTerms(3, 2), ContractTerms(4, 3)]
_TERMS_SHARE = [0.52, 0.24, 0.13, 0.08, 0.03]


def shipped(name: str) -> Any:
    """Return the JSON document `name` of the cities' folder."""
    return json.loads(resources.files("app.demo").joinpath("cities", name).read_text("utf-8"))


@cache
def names() -> dict[str, Any]:
    """Return the pools that names are drawn from."""
    found: dict[str, Any] = shipped("names.json")
    return found


def shipped_faults() -> tuple[Fault, ...]:
    """Return the kinds of fault that the generated cities report."""
    return tuple(Fault(**row) for row in shipped("faults.json"))


def company(rng: random.Random, district: tuple[str, str]) -> str:
    """Return a company's name in both languages."""
    house, trade = rng.choice(names()["companies"]), rng.choice(names()["trades"])
    return f"{house[1]}{trade[1]}（{district[1]}） {house[0]} {trade[0]}, {district[0]}"


def person(rng: random.Random) -> str:
    """Return a person's name in both languages."""
    family, given = rng.choice(names()["surnames"]), rng.choice(names()["given"])
    return f"{family[1]}{given[1]} {family[0]} {given[0]}"


def phone(rng: random.Random, country: str) -> str:
    """Return a telephone number that could exist in `country` (ISO 3166, two letters), in E.164."""
    kind = phonenumbers.PhoneNumberType.MOBILE
    example = phonenumbers.example_number_for_type(country, kind) or phonenumbers.example_number("CN")
    if example is None:
        raise LookupError(f"no telephone numbers are known for {country}")
    digits = str(example.national_number)
    varied = phonenumbers.PhoneNumber(
        country_code=example.country_code,
        national_number=int(digits[:-4] + f"{rng.randrange(10_000):04}"),
    )
    if not phonenumbers.is_valid_number(varied):
        varied = example
    return phonenumbers.format_number(varied, phonenumbers.PhoneNumberFormat.E164)


def terms(rng: random.Random) -> ContractTerms | None:
    """Return what a customer's contract promises, or None for one without a contract."""
    return rng.choices(_TERMS, _TERMS_SHARE)[0]


def machines(rng: random.Random, kinds: Sequence[str], prefix: str) -> tuple[Machine, ...]:
    """Return machines, one of each kind, with serial numbers that begin with `prefix`."""
    pools = names()["machines"]
    return tuple(
        Machine(kind, rng.choice(pools.get(kind, [kind])), f"{prefix}-{n}", f"OH-{prefix}-{n}")
        for n, kind in enumerate(kinds, start=1)
    )


def crew(
    rng: random.Random,
    size: int,
    skills: Sequence[str],
    bases: Sequence[Point],
    shift_s: tuple[int, int],
    country: str,
) -> tuple[CrewMember, ...]:
    """Return `size` engineers; every skill is held by at least one who may serve any customer.

    `skills` stand in order of demand: the first three are common, the others rare.  How many hold each is
    planned, not left to chance: three specialists for a whole city cannot keep anybody's promise.
    """
    holders = {skill: _holders(rng, size, rank) for rank, skill in enumerate(skills)}
    members = []
    for n in range(size):
        held = {skill for skill in skills if n in holders[skill]}
        stars = rng.choices(_STARS, _STAR_SHARE)[0]
        members.append(
            CrewMember(
                number=f"E{n + 1:03}",
                name=person(rng),
                phone=phone(rng, country),
                stars=max(stars, _MASTER_STARS) if n < len(skills) else stars,
                skills=tuple(sorted(held or {rng.choice(skills)})),
                base=rng.choice(bases),
                provider=rng.randrange(len(names()["providers"])) if rng.random() < _PARTNER_SHARE else None,
                shift_s=shift_s,
            )
        )
    return tuple(members)


def _holders(rng: random.Random, size: int, rank: int) -> set[int]:
    """Draw who holds the skill of that rank; engineer number `rank` always does."""
    share = _COMMON_SHARE if rank < _COMMON else _RARE_SHARE
    return {rank % size, *rng.sample(range(size), math.ceil(share * size))}


def providers() -> tuple[str, ...]:
    """Return the partner companies' names in both languages."""
    return tuple(f"{zh} {en}" for en, zh in names()["providers"])
