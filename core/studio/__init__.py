"""The public face of the product: what pages, command line and API call.

Every method takes and gives values, checks who is acting and what it is given, and raises AppErrors
only. What is done is written into the audit log. Work that takes long is a job of the engine; `watch`
follows one from any process. Each noun has a room of its own; the studio is all of them.
"""

from __future__ import annotations

from core.operations.children import end_process
from core.studio.auditing import Auditing
from core.studio.figures import Figures
from core.studio.file_links import FileLinks
from core.studio.forgetting import Forgetting
from core.studio.frames import Frames
from core.studio.jobs import Jobs
from core.studio.keeping import Keeping
from core.studio.money import Money
from core.studio.moving import Moving
from core.studio.outlook import Outlooks
from core.studio.pace import paced
from core.studio.people import People
from core.studio.permissions import RULES, guarded
from core.studio.recording import recorded
from core.studio.renders import OnProgress, Renders
from core.studio.restyling import Restyling
from core.studio.samples import Samples
from core.studio.scripts import Scripts
from core.studio.sending import Sending
from core.studio.takes import Takes
from core.studio.upkeep import Upkeep
from core.studio.videos import Videos

__all__ = ["OnProgress", "Studio"]

HAND_OVER_S = 5.0
"""What a step at work gets to end: Cloud Run kills 10 s after it asked to end."""


@recorded
@guarded(RULES)
@paced
class Studio(
    Videos,
    Scripts,
    Takes,
    Keeping,
    Sending,
    Frames,
    Renders,
    Restyling,
    Jobs,
    Samples,
    Outlooks,
    Money,
    Upkeep,
    Figures,
    FileLinks,
    Moving,
    People,
    Auditing,
    Forgetting,
):
    """Create, edit, render, watch, cancel. Made by `bootstrap.open_studio`; close it at the end."""

    def leave(self) -> None:
        """Close at the end of the process; with jobs at work, end the process here and now.

        They go on when the next studio opens; where other machines can go on with them at once, the
        steps at work get some seconds to end and the rest goes back to the queues.
        """
        if self._engine.is_busy():
            if self._engine.is_shared:
                self._engine.hand_over(HAND_OVER_S)
            end_process(0)
        self.close()

    def close(self) -> None:
        """Stop working; what is unfinished goes on when the next studio opens."""
        self._engine.stop()
        self._workshop.close_all()
        if self._parts.courier is not None:
            self._parts.courier.stop()
        self._parts.store.close()
        self._parts.history.close()
