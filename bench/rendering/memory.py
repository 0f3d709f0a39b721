"""A render in a process of its own, so that its memory is the product's and not the bench's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.rendering.production import producing
from core.models import GenerationResult
from core.operations.logs import configure_logging


def rendered_apart(folder: Path, clips: list[Path], ready: Path, scenes: int) -> GenerationResult:
    """The result of a video of that many scenes; raises RuntimeError when the process fails."""
    command = [sys.executable, "-m", "bench.rendering.memory", str(folder), str(ready), str(scenes)]
    done = subprocess.run([*command, *map(str, clips)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    return GenerationResult.model_validate_json(done.stdout)


def main() -> None:
    configure_logging(None, level="error")
    folder, ready, scenes, *clips = sys.argv[1:]
    with producing(Path(folder), [Path(clip) for clip in clips], Path(ready)) as production:
        result = production.render(production.new_video("apart", int(scenes)))
    print(result.model_dump_json())


if __name__ == "__main__":
    main()
