from tests.pages.conftest import OpenPage
from core.studio import Studio
def test_it_opens(studio: Studio, open_page: OpenPage):
    page = open_page("create.py", video="x")
    assert not page.exception
    print(page)
