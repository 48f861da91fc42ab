"""What closed visits taught of grades, over HTTP."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from app.dispatching.reads.learned import star_lessons
from app.dispatching.rules.learned import LearnedMeasure, Lesson
from app.web.api import Blueprint
from app.web.context import transaction
from app.web.schema_of import schema_of
from app.web.shapes import word

blp = Blueprint(
    "learned-stars", __name__, url_prefix="/api/v1", description="What grades were found to mean for the work"
)

LessonShown = schema_of(Lesson, "LessonShown", measure=word(LearnedMeasure))


@blp.route("/dispatch/learned-stars")
class LearnedStars(MethodView):
    """What was learned."""

    @blp.response(200, LessonShown(many=True))
    @blp.doc(operationId="listLearnedStars")
    def get(self) -> Any:
        """List what closed visits taught of each grade, and of kinds of fault with visits enough."""
        with transaction(write=False) as uow:
            return star_lessons(uow)
