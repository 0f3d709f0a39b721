"""The web app that delivers in small frames: `python -m bench.small_server --server.port=N`."""

from __future__ import annotations

import sys

from streamlit.web import cli

from tests.studios import small_frames

if __name__ == "__main__":
    sys.argv = ["streamlit", "run", "app.py", *sys.argv[1:]]
    with small_frames():
        cli.main()
