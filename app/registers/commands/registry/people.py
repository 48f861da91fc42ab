"""Rules of engineers, skills, shifts, providers, accounts and fault types."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from app.accounts.commands import accounts, passwords
from app.accounts.tables import User
from app.kernel import Role, UnitOfWork
from app.kernel.errors import Invalid, Phrase
from app.registers.commands import phone_numbers
from app.registers.commands.registry.places import read_numbers
from app.registers.commands.registry.users_of import count
from app.registers.rules.roster import ShiftKind
from app.registers.tables import Engineer, FaultType, Provider, Shift, Skill, Territory, engineer_skills
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import ServiceRequest, Visit

LINK_OF_ROLE = {
    Role.ENGINEER: "engineer_id",
    Role.CUSTOMER: "customer_id",
    Role.PROVIDER: "provider_id",
}


def prepare_engineer(uow: UnitOfWork, values: dict[str, Any], row: Engineer | None) -> dict[str, str]:
    """Skills come as codes and are stored as rows; the numbers are kept as said and as read."""
    errors: dict[str, str] = {}
    (territory_id,) = _standing(values, row, "territory_id")
    read_numbers(uow, values, row, uow.get(Territory, territory_id).area_code)
    if "skills" not in values:
        return errors
    codes = values["skills"]
    known = {skill.code: skill for skill in uow.session.scalars(select(Skill).where(Skill.code.in_(codes)))}
    errors |= {
        f"skills.{n}": Phrase("there is no such skill") for n, code in enumerate(codes) if code not in known
    }
    values["skills"] = [known[code] for code in sorted(known)]
    return errors


def prepare_provider(uow: UnitOfWork, values: dict[str, Any], row: Provider | None) -> dict[str, str]:
    """A provider's numbers are kept as said and as read."""
    read_numbers(uow, values, row, phone_numbers.area_code_of(uow, None))
    return {}


def prepare_shift(uow: UnitOfWork, values: dict[str, Any], row: Shift | None) -> dict[str, str]:
    """A shift ends after it starts, holds its breaks, and does not overlap another of the engineer.

    One that touches another is fine: both are planned as one presence.
    """
    engineer_id, starts_at, ends_at = _standing(values, row, "engineer_id", "starts_at", "ends_at")
    if ends_at <= starts_at:
        return {"ends_at": Phrase("is not after starts_at")}
    errors = _prepare_breaks(values, starts_at, ends_at)
    kind, setout_s = (values.get(name, getattr(row, name, None)) for name in ("kind", "setout_s"))
    if kind == ShiftKind.ON_CALL and not setout_s:
        errors["setout_s"] = Phrase("is needed of a shift on call")
    if kind != ShiftKind.ON_CALL and setout_s:
        errors["setout_s"] = Phrase("fits a shift on call alone")
    # Two shifts entered at the same moment wait for each other here.
    uow.get(Engineer, engineer_id, lock=True)
    overlapping = select(Shift).where(
        Shift.engineer_id == engineer_id, Shift.starts_at < ends_at, Shift.ends_at > starts_at
    )
    if row is not None:
        overlapping = overlapping.where(Shift.id != row.id)
    other = uow.session.scalars(overlapping.limit(1)).first()
    if other is not None:
        errors["starts_at"] = Phrase("overlaps the shift from %(at)s", at=other.starts_at.isoformat())
    return errors


def _standing(values: dict[str, Any], row: Any, *names: str) -> tuple[Any, ...]:
    """Return each named column as it will be: the new value, or what the row holds."""
    return tuple(values[name] if name in values else getattr(row, name) for name in names)


def _prepare_breaks(values: dict[str, Any], starts_at: datetime, ends_at: datetime) -> dict[str, str]:
    errors: dict[str, str] = {}
    end = starts_at
    for n, (begins, finishes) in enumerate(values.get("breaks") or ()):
        if not end <= begins < finishes <= ends_at:
            errors[f"breaks.{n}"] = Phrase(
                "must lie inside the shift, after the break before it, and not be empty"
            )
        end = finishes
    if not errors and "breaks" in values:
        values["breaks"] = [[_text(begins), _text(ends)] for begins, ends in values["breaks"]]
    return errors


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def prepare_user(uow: UnitOfWork, values: dict[str, Any], row: User | None) -> dict[str, str]:
    """The login is lower case, the password is hashed, and the account names what its role owns."""
    if "login" in values:
        values["login"] = values["login"].strip().lower()
    errors: dict[str, str] = {}
    password = values.pop("password", None)
    if password is not None:
        try:
            values["password_hash"] = passwords.hash_password(
                password,
                values.get("login") or (row.login if row else ""),
                company=uow.settings.company_name,
            )
            if row is not None:
                accounts.revoke_all(uow, row.id, keep=uow.principal.token_id)
        except Invalid as bad:
            errors |= {path: texts[0] for path, texts in bad.errors.items()}
    elif row is None and "password_hash" not in values:
        errors["password"] = Phrase("is needed for a new account")
    role = Role(values.get("role") or (row.role if row else Role.ADMIN))
    for owner, column in LINK_OF_ROLE.items():
        linked = values.get(column, getattr(row, column, None)) is not None
        if linked != (owner is role):
            errors[column] = (
                Phrase("is needed for the role %(role)s", role=role)
                if owner is role
                else Phrase("does not fit the role %(role)s", role=role)
            )
    return errors


def prepare_fault_type(uow: UnitOfWork, values: dict[str, Any], _row: FaultType | None) -> dict[str, str]:
    """A fault needs a skill that exists."""
    code = values.get("skill_code")
    if code is None or uow.session.scalars(select(Skill.id).where(Skill.code == code)).first():
        return {}
    return {"skill_code": Phrase("there is no such skill")}


def visits_under_way(uow: UnitOfWork, row: Engineer) -> tuple[str, int]:
    """Visits that the engineer drives to or works at; all others the planner moves by itself."""
    under_way = Visit.state.in_((VisitState.EN_ROUTE, VisitState.ON_SITE))
    return "visits under way", count(uow, Visit, Visit.engineer_id == row.id, under_way)


def engineers_with_skill(uow: UnitOfWork, row: Skill) -> tuple[str, int]:
    """Engineers who hold the skill."""
    return "engineers", count(uow, engineer_skills, engineer_skills.c.skill_id == row.id)


def users_of_skill_code(uow: UnitOfWork, row: Skill) -> tuple[str, int]:
    """Fault types and requests that name the skill by its code."""
    faults = count(uow, FaultType, FaultType.skill_code == row.code)
    return "fault types and requests", faults + count(
        uow, ServiceRequest, ServiceRequest.skill_code == row.code
    )


def engineers_of_provider(uow: UnitOfWork, row: Provider) -> tuple[str, int]:
    """Engineers whom the provider sends."""
    return "engineers", count(uow, Engineer, Engineer.provider_id == row.id, Engineer.active.is_(True))


def last_administrator(uow: UnitOfWork, row: User) -> tuple[str, int]:
    """One, where closing this account would leave nobody who may open another."""
    if row.role != Role.ADMIN or not row.active:
        return "installation without an administrator", 0
    others = count(uow, User, User.role == Role.ADMIN, User.active.is_(True), User.id != row.id)
    return "installation without an administrator", 0 if others else 1
