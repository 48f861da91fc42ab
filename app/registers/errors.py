"""What the registers refuse, each with its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

from app.kernel.errors import Conflict, OneHourError
from app.kernel.phrases import Phrase

NAMES = (
    Phrase("Asset"),
    Phrase("CalendarDay"),
    Phrase("ChargeKind"),
    Phrase("Contract"),
    Phrase("Customer"),
    Phrase("Engineer"),
    Phrase("FaultType"),
    Phrase("Leave"),
    Phrase("NamedEngineer"),
    Phrase("Depot"),
    Phrase("Certificate"),
    Phrase("CertificateKind"),
    Phrase("Part"),
    Phrase("Provider"),
    Phrase("Shift"),
    Phrase("Site"),
    Phrase("Skill"),
    Phrase("Territory"),
    Phrase("asset"),
    Phrase("calendar day"),
    Phrase("calendar_day"),
    Phrase("charge kind"),
    Phrase("charge_kind"),
    Phrase("contract"),
    Phrase("customer"),
    Phrase("depot"),
    Phrase("certificate"),
    Phrase("certificate kind"),
    Phrase("certificate_kind"),
    Phrase("engineer"),
    Phrase("fault type"),
    Phrase("fault_type"),
    Phrase("leave"),
    Phrase("named engineer"),
    Phrase("named_engineer"),
    Phrase("part"),
    Phrase("provider"),
    Phrase("shift"),
    Phrase("site"),
    Phrase("skill"),
    Phrase("territory"),
)
"""What errors call the things of this room: by their tables, registers and addresses."""


UNIQUE = {
    "code": Phrase("code"),
    "login": Phrase("login"),
    "name": Phrase("name"),
    "number": Phrase("number"),
    "qr_code": Phrase("QR code"),
}
"""What people call the columns whose values stand once."""


class AlreadyTaken(Conflict):
    """Another thing of the kind has this value, which must be unique."""

    def __init__(self, kind: str, field: str, value: object) -> None:
        said = Phrase(kind.replace("_", " "))
        super().__init__(
            Phrase("Another %(kind)s has this %(field)s.", kind=said, field=UNIQUE.get(field, field)),
            kind=kind,
            errors={field: [Phrase("%(value)s is already taken", value=value)]},
        )


class StillInUse(Conflict):
    """It cannot go while others depend on it; `used_by` counts them by kind."""

    def __init__(self, kind: str, key: object, used_by: Mapping[str, int]) -> None:
        users = (
            Phrase("%(count)s %(name)s", count=count, name=Phrase(name)) for name, count in used_by.items()
        )
        listed = reduce(lambda some, more: Phrase("%(some)s, %(more)s", some=some, more=more), users)
        self.users = listed
        text = Phrase(
            "The %(kind)s %(key)s is still in use: %(users)s.", kind=Phrase(kind), key=key, users=listed
        )
        super().__init__(text, kind=kind, used_by=dict(used_by))


class ImportRunning(OneHourError):
    """Another file is being imported; `retry_after_s` is about how long it still takes."""

    status = 503
    slug = "import-running"

    def __init__(self, retry_after_s: int) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(
            Phrase("Another import is running; send this one when it has ended."), retry_after_s=retry_after_s
        )
