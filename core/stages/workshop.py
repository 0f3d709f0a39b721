"""Where a process keeps what its running jobs share: a lease, a progress board, a temp folder.

Steps of a job may run in any order and in several processes; each asks the workshop for the
job's build and works from there.
"""

from __future__ import annotations

import shutil
import threading
from datetime import UTC, datetime
from pathlib import Path

from core.artifacts.lease import Lease
from core.operations.peaks import Peaks
from core.parts import Parts
from core.stages.build import Build, RenderOptions
from core.stages.progress import ProgressBoard
from core.stages.takes import with_takes


class Workshop:
    """The jobs of this process. Any thread may use it."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._leases: dict[str, Lease] = {}
        self._boards: dict[str, ProgressBoard] = {}
        self._peaks: dict[str, Peaks] = {}
        self._lock = threading.Lock()

    def build(self, video_id: str, render_id: str) -> Build:
        """The build of a render whose script is written. Raises NotFound."""
        history = self.parts.history
        record = history.render(render_id)
        script = history.script(video_id, record.script_version or 1).script
        video = history.video(video_id)
        asked = RenderOptions.of(video.request, script)
        build = Build(
            parts=self.parts,
            video_id=video_id,
            script=script,
            options=RenderOptions.model_validate(asked.model_dump() | video.looks.options | record.options),
            lease=self.lease(render_id),
            temp_dir=self._temp_dir(render_id),
            owner=video.owner,
            board=self.board(video_id, render_id),
        )
        return with_takes(build, history.takes(video_id))

    def lease(self, render_id: str) -> Lease:
        """The lease under which everything of this render is pinned."""
        with self._lock:
            lease = self._leases.get(render_id)
            if lease is None or not lease.is_open:
                video_id = self.parts.history.render(render_id).video_id
                lease = self._leases[render_id] = self.parts.store.lease(render_id, video_id)
            return lease

    def board(self, video_id: str, render_id: str) -> ProgressBoard:
        """The progress of this render, as far as this process knows."""
        with self._lock:
            if render_id not in self._boards:
                started = self.parts.history.render(render_id).started_at
                elapsed_s = (datetime.now(UTC) - started).total_seconds() if started else 0.0
                self._peaks[render_id] = Peaks(self._temp_folders(render_id))
                self._boards[render_id] = ProgressBoard(
                    self.parts.history, video_id, render_id, elapsed_s=max(0.0, elapsed_s)
                )
            return self._boards[render_id]

    def peaks(self, render_id: str) -> Peaks | None:
        """The most that this process and its children held while the render ran here; None if it did not."""
        return self._peaks.get(render_id)

    def close(self, render_id: str) -> None:
        """The render is over: let go of its artefacts and remove its temp files."""
        with self._lock:
            lease = self._leases.pop(render_id, None)
            self._boards.pop(render_id, None)
            peaks = self._peaks.pop(render_id, None)
        if peaks is not None:
            peaks.stop()
        if lease is not None:
            lease.close()
        shutil.rmtree(self.parts.settings.temp_dir / render_id, ignore_errors=True)

    def close_finished(self) -> None:
        """Let go of renders that ended in another process. Raises StorageError."""
        for render_id in self._open():
            if not self.parts.history.render(render_id).status.is_active:
                self.close(render_id)

    def close_all(self) -> None:
        """Let go of everything, at the end of the process."""
        for render_id in self._open():
            self.close(render_id)

    def _open(self) -> set[str]:
        with self._lock:
            return {*self._leases, *self._boards}

    def _temp_folders(self, render_id: str) -> tuple[Path, ...]:
        return self.parts.settings.temp_dir / render_id, self.parts.store.temp_dir

    def _temp_dir(self, render_id: str) -> Path:
        folder = self.parts.settings.temp_dir / render_id
        folder.mkdir(parents=True, exist_ok=True)
        return folder
