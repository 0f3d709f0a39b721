"""Kill -9 at random moments of production-mode videos over the fake Google, and count who was paid.

A video is made by `python -m core generate`, killed, and started again under the same id until
it is finished; then the next one, until the kills are used up. Where a kill leaves an order of
unknown outcome the run must end in OutcomeUnknown, and only a run with `--retry-unknown` may
order that scene once more. Every order that the fake got counts as paid.
"""

from __future__ import annotations

import json
import random
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from core.director.visual import optimised_prompt
from core.errors import NotFound, OutcomeUnknown
from core.settings import Settings
from core.storage.engine import open_engine
from core.storage.history import History
from core.storage.records import OperationRecord, OperationState
from tests.fakes.google.faults import slow
from tests.fakes.google.production import command
from tests.fakes.google.server import FakeGoogle
from tests.fakes.google.video import FakeCamera

KILLS = 20
SEED = 4
SLOW_S = 1.5
ORDER, POLL = ":predictLongRunning", ":fetchPredictOperation"
PROMPT = "A calm 20 second spot for a plumber who answers at 3 am, take {}"


class Moment(NamedTuple):
    """When to kill: at random within some seconds after something has happened."""

    name: str
    has_come: Callable[[Run], bool]
    within_s: float


class Run:
    """One start of the command, and what it has done so far."""

    def __init__(self, google: FakeGoogle, data: Path, process: subprocess.Popen[str]) -> None:
        self._google, self._log, self._process = google, data / "logs" / "app.jsonl", process
        self._before = {part: len(google.calls_to(part)) for part in (ORDER, POLL)}
        self._lines = len(_lines(self._log))

    def calls(self, part: str) -> int:
        return len(self._google.calls_to(part)) - self._before[part]

    def began(self, stage: str) -> bool:
        """Whether a step of that stage was begun."""
        new = _lines(self._log)[self._lines :]
        return any("step started" in line and f'"stage": "{stage}"' in line for line in new)

    def killed_at(self, moment: Moment, wait_s: float) -> bool:
        """Kill it then; False if it ended before the moment came."""
        while self._process.poll() is None and not moment.has_come(self):
            time.sleep(0.01)
        try:
            self._process.wait(timeout=wait_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
            return True
        return False

    def answer(self) -> dict[str, Any]:
        """What the command said. Raises ValueError when that is no JSON."""
        said: dict[str, Any] = json.loads(self._process.communicate()[0])
        return said


MOMENTS = (
    Moment("starting, writing the script", lambda _: True, 8.0),
    Moment("an order is at the provider, not answered", lambda run: run.calls(ORDER) > 0, SLOW_S),
    Moment("an order was just answered", lambda run: run.calls(ORDER) > 0, 0.1),
    Moment("waiting for clips", lambda run: run.calls(POLL) > 0, 4.0),
    Moment("a clip is being delivered", lambda run: run.calls(POLL) > 2, 0.5),
    Moment("encoding", lambda run: run.began("encode"), 2.0),
    Moment("publishing", lambda run: run.began("finish"), 1.5),
)


class Score:
    """What happened over all runs."""

    def __init__(self) -> None:
        self.kills: Counter[str] = Counter()
        self.runs = self.finished = self.orders = self.unknown = self.decisions = 0
        self.paid_twice = self.paid_again = 0
        self.charged_usd = self.counted_usd = 0.0


class Video:
    """One video that is made however often it is killed."""

    def __init__(self, google: FakeGoogle, folder: Path, number: int, score: Score) -> None:
        self._google, self._data, self._score = google, folder / "data", score
        self.video_id = f"killed-{number}"
        self._prompt = PROMPT.format(number)
        self._may_order: dict[str, int] = {}
        """By scene: how many orders a person decided on; one needs no decision."""
        self._told = False
        self._earlier = len(google.calls_to(ORDER))

    def run(self, moment: Moment | None, chance: random.Random) -> str:
        """Start it, kill it at that moment; `killed`, `done`, or the kind of the error it ended with."""
        words = ["generate", self._prompt, "--video-id", self.video_id, "--music", "none"]
        if self._told:
            self._decide()
            words.append("--retry-unknown")
        self._told = False
        process = command(self._google, self._data, *words)
        run = Run(self._google, self._data, process)
        self._score.runs += 1
        if moment and run.killed_at(moment, chance.uniform(0, moment.within_s)):
            self._score.kills[moment.name] += 1
            return "killed"
        error = run.answer()["error_details"]
        self._told = bool(error) and error["kind"] == OutcomeUnknown.__name__
        return str(error["kind"]) if error else "done"

    def _decide(self) -> None:
        """What a person does who was told of unknown orders: allow each of them once more."""
        with self._history() as history:
            unknown = [o for o in self._operations(history) if o.state is OperationState.UNKNOWN]
        orders = self._orders()
        self._score.unknown += len(unknown)
        self._score.decisions += 1
        for operation in unknown:
            self._may_order[operation.scene_id] = orders[operation.scene_id] + 1

    def close(self) -> None:
        """Add the finished video to the score."""
        for scene_id, orders in self._orders().items():
            self._score.orders += orders
            self._score.paid_again += orders - 1
            self._score.paid_twice += max(0, orders - self._may_order.get(scene_id, 1))
        with self._history() as history:
            operations = self._operations(history)
        price_usd = {operation.scene_id: operation.estimated_usd for operation in operations}
        self._score.counted_usd += sum(operation.spent_usd for operation in operations)
        self._score.charged_usd += sum(price_usd[scene] * n for scene, n in self._orders().items())
        self._score.finished += 1

    def _orders(self) -> Counter[str]:
        """How often each scene was ordered at the fake."""
        with self._history() as history:
            try:
                script = history.script(self.video_id).script
            except NotFound:
                return Counter()
        scene_of = {optimised_prompt(script, scene): scene.scene_id for scene in script.scenes}
        prompts = [
            call.body["instances"][0]["prompt"] for call in self._google.calls_to(ORDER)[self._earlier :]
        ]
        return Counter(scene_of[prompt] for prompt in prompts if prompt in scene_of)

    def _operations(self, history: History) -> tuple[OperationRecord, ...]:
        return history.operations(self.video_id)

    @contextmanager
    def _history(self) -> Iterator[History]:
        history = History(open_engine(Settings(data_dir=self._data).database))
        try:
            yield history
        finally:
            history.close()


def rows(folder: Path, _runs: int) -> Iterator[tuple[str, str]]:
    """What was counted, line by line."""
    score, chance = Score(), random.Random(SEED)
    with FakeGoogle() as google:
        FakeCamera.of(google).polls_needed = 1
        while score.kills.total() < KILLS:
            _make(Video(google, folder, score.finished + 1, score), score, google, chance)
    yield "kills", f"{score.kills.total()} in {score.runs} runs of {score.finished} videos"
    for moment in MOMENTS:
        yield f"  {moment.name}", str(score.kills[moment.name])
    yield "orders at the fake", str(score.orders)
    yield "unknown outcomes, told and waited for", str(score.unknown)
    yield "  decisions to pay again", str(score.decisions)
    yield "  clips ordered again by decision", str(score.paid_again - score.paid_twice)
    yield "paid twice without a decision", str(score.paid_twice)
    yield "charged at most, counted as spent", f"${score.charged_usd:.2f}, ${score.counted_usd:.2f}"


def _make(video: Video, score: Score, google: FakeGoogle, chance: random.Random) -> None:
    """Kill the video until it is finished, or to the end undisturbed when the kills are used up."""
    ended = ""
    while ended != "done":
        moment = chance.choice(MOMENTS) if score.kills.total() < KILLS else None
        if moment and moment.within_s == SLOW_S:
            google.fail_next(ORDER, slow(SLOW_S), slow(SLOW_S))
        ended = video.run(moment, chance)
        if ended not in ("done", "killed", "OutcomeUnknown"):
            raise RuntimeError(f"{video.video_id} ended in {ended}")
    video.close()


def _lines(log: Path) -> list[str]:
    return log.read_text("utf-8").splitlines() if log.exists() else []
