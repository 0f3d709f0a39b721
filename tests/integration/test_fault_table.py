"""The table of Google's faults: each ends in a clip or in one clear error."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.google.fault_table import CASES, ROUTES, Case, Table
from tests.fakes.google.server import FakeGoogle

UNKNOWN, MEDIA = ("OutcomeUnknown",) * 2, ("MediaError",) * 2
ENDS = {
    "order: 429, come again in an hour": ("QuotaExceeded",) * 2,
    "order: 500": ("", "ProviderUnavailable"),
    "order: 403": ("", "ProviderRejected"),
    "order: 404, the model is retired": ("", "ProviderRejected"),
    "order: the connection is cut": UNKNOWN,
    "order: the answer is cut": UNKNOWN,
    "order: HTML in place of JSON": UNKNOWN,
    "clip: failed, code 3": ("", "ProviderRejected"),
    "clip: failed, code 13": ("", "ProviderRejected"),
    "clip: done without a video": ("", "ProviderRejected"),
    "clip: filtered": ("ContentRefused",) * 2,
    "clip: zero bytes": MEDIA,
    "clip: truncated": MEDIA,
    "clip: HTML in place of a film": MEDIA,
}
"""By case the kind of the error on Google Cloud and by key; all others end well."""

ELSEWHERE = ("waiting", "order: 503", "order: 429 without")
TOLD = [case for case in CASES if case.part == "clip" and not case.name.startswith(ELSEWHERE)]
"""`python -m bench faults` has them all; scripts and voices have tests of their own."""


@pytest.fixture(scope="module", params=ROUTES)
def table(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    with FakeGoogle() as google, pytest.MonkeyPatch.context() as patch:
        for name, value in google.keeps_in.items():
            patch.setenv(name, value)
        opened = Table(google, request.param, tmp_path_factory.mktemp("table"))
        yield opened
        opened.close()


@pytest.mark.parametrize("case", TOLD, ids=lambda case: case.name)
def test_each_fault_ends_well_or_in_one_clear_error_and_is_paid_once(table: Table, case: Case) -> None:
    seen = table.see(case)
    assert seen.kind == ENDS.get(case.name, ("", ""))[list(ROUTES).index(table.route)]
    assert seen.charged <= 1
    assert seen.line and "Traceback" not in seen.line and "<" not in seen.line
