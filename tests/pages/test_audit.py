"""Audit: entries by filter, the examination of the chain, and what a tampered log looks like."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from core.intake import read_request
from core.security.people import Person, Role, acting_as
from core.studio import Studio
from tests.pages.conftest import OpenPage

ANN = Person(person_id="ann@example.com", role=Role.ADMIN, address="192.0.2.7")


def rows(page: AppTest) -> list[tuple[str, str]]:
    """Who did what, as the table says it."""
    table = page.dataframe[-1].value
    return list(zip(table["Who"], table["Did"], strict=True))


def test_entries_are_shown_and_filtered_by_person_and_action(studio: Studio, open_page: OpenPage) -> None:
    with acting_as(ANN):
        video_id = studio.create(read_request({"prompt": "A calm spot for a plumber"}))
        studio.write_script(video_id)
    studio.rename(video_id, "Another title")
    page = open_page("audit.py")
    assert not page.exception
    assert rows(page) == [("local", "Rename"), (ANN.person_id, "Write script"), (ANN.person_id, "Create")]
    page.text_input(key="person").input(ANN.person_id).run()
    page.selectbox(key="action").select("write_script").run()
    assert rows(page) == [(ANN.person_id, "Write script")]
    page.text_input(key="video_id").input("no-such-video").run()
    assert not page.exception and not page.dataframe


def test_a_whole_log_says_so_and_a_changed_one_where(
    studio: Studio, open_page: OpenPage, tmp_path: Path
) -> None:
    for title in ("one", "two"):
        studio.create(read_request({"prompt": f"A calm spot {title}"}), title)
    page = open_page("audit.py")
    page.button(key="verify").click().run()
    assert "All 2 entries" in page.success[0].value
    assert page.code[0].value.startswith("2:")
    database = sa.create_engine(f"sqlite:///{tmp_path / 'data' / 'app.sqlite'}")
    with database.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_UPDATE")
        connection.exec_driver_sql("UPDATE audit SET person = 'eve' WHERE number = 1")
    database.dispose()
    page.button(key="verify").click().run()
    assert not page.exception
    assert "not as it was written" in page.error[0].value
    assert page.dataframe[0].value["Entry"].tolist() == [1]
