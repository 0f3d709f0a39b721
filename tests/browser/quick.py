"""The app in small frames, which are made sooner: `python -m tests.browser.quick --server.port=N`."""

from __future__ import annotations

import sys

from streamlit.web import cli

from tests.studios import small_frames


def serve() -> None:
    """Run the app with the arguments of this process."""
    sys.argv = ["streamlit", "run", "app.py", *sys.argv[1:]]
    with small_frames():
        cli.main()


if __name__ == "__main__":
    serve()
