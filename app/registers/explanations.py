"""What each kind of problem of registers and imports means, and what to do about it."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "geocoding-failed": Explanation(
        lazy_gettext("The address cannot be looked up"),
        lazy_gettext("The address service does not answer now."),
        lazy_gettext("Give the site's point instead, or repeat the call later."),
    ),
    "import-running": Explanation(
        lazy_gettext("Another import is running"),
        lazy_gettext("A file is being imported, and another cannot be taken in meanwhile."),
        lazy_gettext("Wait until the import has ended, then send the same call again."),
    ),
}
