"""What each kind of problem of registers and imports means, and what to do about it."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "geocoding-failed": Explanation(
        Phrase("The address cannot be looked up"),
        Phrase("The address service does not answer now."),
        Phrase("Give the site's point instead, or repeat the call later."),
    ),
    "import-running": Explanation(
        Phrase("Another import is running"),
        Phrase("A file is being imported, and another cannot be taken in meanwhile."),
        Phrase("Wait until the import has ended, then send the same call again."),
    ),
}
