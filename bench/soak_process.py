"""A process of the soak: `python -m bench.soak_process web --server.port=N`, or `worker`; in small frames."""

from __future__ import annotations

import sys

from streamlit.web import cli as streamlit_cli

from core import cli
from tests.studios import small_frames


def main() -> None:
    role, *words = sys.argv[1:]
    with small_frames():
        if role == "worker":
            sys.argv = ["core", "worker", "--json", *words]
            cli.main()
        sys.argv = ["streamlit", "run", "app.py", *words]
        streamlit_cli.main()


if __name__ == "__main__":
    main()
