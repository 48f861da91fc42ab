"""One error of every class, for tests that are about all of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from app.accounts.errors import InvitationOver, NobodyLeft, SeveralFit, SignInDelayed
from app.arrivals.errors import AlreadySettled, NotArrived
from app.calendar.errors import CoverageInvalid
from app.dispatching.errors import (
    EngineerEngaged,
    Ineligible,
    NoPoint,
    NotAssigned,
    NothingToUndo,
    OfferGone,
    ReasonNeeded,
)
from app.grading.errors import (
    AppealMade,
    AppealTimeOver,
    GradeIsPublished,
    NoticeRuns,
    OwnGrade,
    SecondPersonNeeded,
    WrongGradeState,
    YearNotReady,
)
from app.hotline.errors import OtherTeamsComplaint, OwnComplaint, VisitUnderWay
from app.kernel.errors import (
    ClockWrong,
    DatabaseAway,
    Forbidden,
    GeocodingFailed,
    Invalid,
    NotAuthenticated,
    NotFound,
    OneHourError,
    TooLarge,
    TooManyCalls,
    TryAgain,
    VersionConflict,
)
from app.kernel.phrases import Phrase
from app.leave.errors import LeaveBegun, LeaveDecided
from app.outbox.errors import NoSecret, NotDead, NoWayThere, SampleNotSent
from app.portal.errors import AlreadyRated, LinkReadOnly, NoChannel, RequestEnded, SignatureVoid
from app.promise.errors import AlertOver, AlreadyAcknowledged, RescueStale
from app.providers.errors import (
    DisputeAnswered,
    DisputeTimeOver,
    LineDisputed,
    OfficeDecided,
    ProviderSuspensionLifted,
    RecordDecided,
    SecondPersonConfirms,
    StatementIsIssued,
    StatementNotReady,
)
from app.qualifications.errors import (
    CommendationWithdrawn,
    ExamNotReady,
    NoTryLeft,
    OwnPraise,
    ProbationOver,
    SittingOver,
    SittingRunning,
    SuspensionLifted,
)
from app.registers.errors import AlreadyTaken, ImportRunning, StillInUse
from app.reports.errors import NothingToDraw, TooMuchAsked
from app.requests.errors import (
    AppointmentRefused,
    IllegalTransition,
    NotAmendable,
    NotReady,
    VisitFrozen,
    VisitOver,
)
from app.requests.rules.lifecycle import VisitState
from app.rewards.errors import OwnReward, OwnRewardRules, RewardNotOpen
from app.rosters.errors import CHANGED_SINCE, CannotUndo, VisitsLoseEngineer
from app.shell.errors import StreamFull
from app.stars.errors import DeclarationWithdrawn, OwnEdit
from app.swaps.errors import CHANGED as SHIFT_CHANGED
from app.swaps.errors import SwapAnswered, SwapNotPossible
from app.visits.errors import (
    AlreadyDecided,
    ArrivalCodeLocked,
    ArrivalCodeWrong,
    ChargeDecided,
    ChecklistIncomplete,
    EventIdReused,
    FiveOnesMissing,
    NotApplicable,
    NotAttachable,
    NoUsefulPosition,
    OutsideGeofence,
    PhotoRefused,
    RecordChanged,
    SignatureMissing,
)
from app.web.errors import IdempotencyKeyReused

ERRORS: dict[type[OneHourError], Callable[[], OneHourError]] = {
    NotFound: lambda: NotFound("Visit", 7),
    Invalid: lambda: Invalid({"site.name": Phrase("is blank")}),
    AlreadyTaken: lambda: AlreadyTaken("customer", "name", "Ada"),
    CannotUndo: lambda: CannotUndo(CHANGED_SINCE),
    VisitsLoseEngineer: lambda: VisitsLoseEngineer("0a1b", [{"visit_id": "7", "code": "AB12"}]),
    StillInUse: lambda: StillInUse("skill", "laser", {"engineers": 2, "open visits": 1}),
    VersionConflict: lambda: VersionConflict("visit", 7),
    EventIdReused: lambda: EventIdReused(7),
    IdempotencyKeyReused: lambda: IdempotencyKeyReused("k"),
    FiveOnesMissing: lambda: FiveOnesMissing([]),
    ArrivalCodeWrong: lambda: ArrivalCodeWrong(3),
    ArrivalCodeLocked: ArrivalCodeLocked,
    OutsideGeofence: lambda: OutsideGeofence(2224, 212),
    ChecklistIncomplete: lambda: ChecklistIncomplete([]),
    SignatureMissing: lambda: SignatureMissing(7, []),
    RecordChanged: lambda: RecordChanged([]),
    PhotoRefused: lambda: PhotoRefused(Phrase("they do not follow on"), 0),
    NoUsefulPosition: lambda: NoUsefulPosition(600),
    NotArrived: lambda: NotArrived(7),
    AlreadySettled: lambda: AlreadySettled(7, "arrived"),
    AlreadyDecided: lambda: AlreadyDecided("Ada", datetime(2026, 3, 2, tzinfo=UTC), "applied"),
    NotApplicable: lambda: NotApplicable("visit_cancelled", 7, "cancelled"),
    NotAttachable: lambda: NotAttachable(Phrase("only answers, photos, parts and charges can")),
    NotReady: lambda: NotReady(7, "planned", Phrase("on site")),
    AlreadyRated: lambda: AlreadyRated(4),
    LinkReadOnly: LinkReadOnly,
    NoChannel: lambda: NoChannel(Phrase("no channel to customers is set up")),
    RequestEnded: lambda: RequestEnded("K7M49QXT"),
    SignatureVoid: lambda: SignatureVoid(7, ["customer"]),
    ChargeDecided: lambda: ChargeDecided(7, "approved"),
    VisitFrozen: lambda: VisitFrozen(7),
    AppointmentRefused: lambda: AppointmentRefused(7, "over", Phrase("The request is over.")),
    VisitOver: lambda: VisitOver(7, "cancelled"),
    NoPoint: lambda: NoPoint(7),
    NotAssigned: lambda: NotAssigned(7),
    Ineligible: lambda: Ineligible([]),
    ReasonNeeded: lambda: ReasonNeeded({}),
    AlertOver: lambda: AlertOver(7, "arrived"),
    AlreadyAcknowledged: lambda: AlreadyAcknowledged("Ada", datetime(2026, 3, 2, tzinfo=UTC)),
    RescueStale: lambda: RescueStale(7),
    OfferGone: lambda: OfferGone(7),
    EngineerEngaged: lambda: EngineerEngaged(7, "R7K2M9"),
    NotAuthenticated: NotAuthenticated,
    Forbidden: Forbidden,
    TooLarge: lambda: TooLarge("The file", 8),
    TooManyCalls: lambda: TooManyCalls(8),
    SignInDelayed: lambda: SignInDelayed(8),
    GeocodingFailed: lambda: GeocodingFailed("Timeout"),
    StreamFull: StreamFull,
    TryAgain: TryAgain,
    ClockWrong: ClockWrong,
    ImportRunning: lambda: ImportRunning(30),
    DatabaseAway: DatabaseAway,
    CoverageInvalid: lambda: CoverageInvalid("", Phrase("overlaps another span")),
    NotAmendable: lambda: NotAmendable(7, Phrase("The request is over.")),
    IllegalTransition: lambda: IllegalTransition(VisitState.PLANNED, VisitState.CONFIRMED),
    NoSecret: lambda: NoSecret("slack"),
    NotDead: lambda: NotDead("sent"),
    InvitationOver: InvitationOver,
    NobodyLeft: NobodyLeft,
    SeveralFit: lambda: SeveralFit([]),
    NothingToUndo: lambda: NothingToUndo(7),
    SampleNotSent: lambda: SampleNotSent(Phrase("this channel is not set up")),
    NoWayThere: lambda: NoWayThere(Phrase("this channel is not set up")),
    NothingToDraw: NothingToDraw,
    DeclarationWithdrawn: DeclarationWithdrawn,
    ExamNotReady: ExamNotReady,
    NoTryLeft: lambda: NoTryLeft(3),
    ProbationOver: ProbationOver,
    CommendationWithdrawn: CommendationWithdrawn,
    OwnPraise: OwnPraise,
    OwnReward: OwnReward,
    OwnRewardRules: OwnRewardRules,
    RewardNotOpen: RewardNotOpen,
    SittingOver: SittingOver,
    SittingRunning: lambda: SittingRunning(UUID(int=1)),
    SuspensionLifted: SuspensionLifted,
    OfficeDecided: lambda: OfficeDecided(7),
    ProviderSuspensionLifted: ProviderSuspensionLifted,
    RecordDecided: RecordDecided,
    SecondPersonConfirms: SecondPersonConfirms,
    StatementIsIssued: StatementIsIssued,
    StatementNotReady: StatementNotReady.only_a_draft,
    DisputeTimeOver: lambda: DisputeTimeOver("2026-01-08"),
    LineDisputed: LineDisputed,
    DisputeAnswered: DisputeAnswered,
    LeaveBegun: LeaveBegun,
    SwapAnswered: lambda: SwapAnswered("declined"),
    SwapNotPossible: lambda: SwapNotPossible(SHIFT_CHANGED),
    LeaveDecided: lambda: LeaveDecided("refused"),
    OwnComplaint: OwnComplaint,
    VisitUnderWay: lambda: VisitUnderWay("ABCDEFGH"),
    OtherTeamsComplaint: lambda: OtherTeamsComplaint("Shanghai"),
    OwnEdit: OwnEdit,
    OwnGrade: OwnGrade,
    SecondPersonNeeded: SecondPersonNeeded,
    WrongGradeState: lambda: WrongGradeState("frozen"),
    GradeIsPublished: GradeIsPublished,
    AppealTimeOver: lambda: AppealTimeOver("2026-01-08"),
    AppealMade: AppealMade,
    NoticeRuns: lambda: NoticeRuns("2026-01-09", 1),
    YearNotReady: lambda: YearNotReady(Phrase("The year %(year)s is not over yet.", year=2026)),
    TooMuchAsked: lambda: TooMuchAsked(500),
}
"""One error of each class; `Conflict` and the base have no sentence of their own."""
