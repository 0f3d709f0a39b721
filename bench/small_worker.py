"""`python -m core worker` that delivers in small frames: a sixteenth of the pixels to encode.

On two cores the encoder would otherwise be what is measured, and not the queues, the database and the
waiting for a provider that workers are there for. VVG_BENCH_FRAMES=full encodes as the product does.
"""

from __future__ import annotations

import contextlib
import os
import sys

from core.cli import main
from tests.studios import small_frames

if __name__ == "__main__":
    is_full = os.environ.get("VVG_BENCH_FRAMES") == "full"
    sys.argv[1:] = ["worker", "--json"]
    with contextlib.nullcontext() if is_full else small_frames():
        main()
