"""The catalogue knows what models can do and cost, and refuses those that are gone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from core.errors import InvalidInput
from core.providers.catalogue import Catalogue, load_catalogue
from core.providers.google.access import Route
from core.providers.model_card import Audio, ModelKind

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def test_defaults_answer_today_on_the_routes_they_stand_for_and_have_prices(catalogue: Catalogue) -> None:
    chosen = catalogue.defaults
    for name, model_id in chosen.model_dump().items():
        route = {"video_cloud": Route.CLOUD, "video_key": Route.KEY}.get(name)
        assert catalogue.usable(model_id, TODAY, route).price, name
    assert catalogue.model(chosen.script).kind is ModelKind.TEXT
    assert catalogue.model(chosen.video_cloud).family == "veo"


def test_every_figure_tells_where_it_is_from(catalogue: Catalogue) -> None:
    for card in catalogue.cards.values():
        assert " " in card.source or "/" in card.source, card.id
        assert all(" " in price.source or "/" in price.source for price in card.price), card.id


def test_every_video_model_that_answers_has_what_a_request_needs(catalogue: Catalogue) -> None:
    for card in catalogue.models(ModelKind.VIDEO):
        if not card.is_gone(TODAY) and card.id != "gemini-omni-flash-preview":
            assert card.durations_s and card.aspect_ratios
            for resolution in card.resolutions:
                assert card.clip_price_usd(4, resolution, audio=True, on=TODAY) > 0


@pytest.mark.parametrize("model_id", ["veo-2.0-generate-001", "veo-3.1-generate-preview", "gemini-3.7-flash"])
def test_a_model_that_is_gone_is_listed_but_refused_with_its_successor(
    catalogue: Catalogue, model_id: str
) -> None:
    card = catalogue.model(model_id)
    assert card in catalogue.models(card.kind)
    with pytest.raises(InvalidInput, match=f"{model_id} was retired on 2026-") as caught:
        catalogue.usable(model_id, TODAY)
    assert card.successor in caught.value.hint


def test_an_end_may_differ_between_routes(catalogue: Catalogue) -> None:
    with pytest.raises(InvalidInput, match="retired on 2026-10-20"):
        catalogue.usable("gemini-2.5-pro", TODAY, Route.CLOUD)
    assert catalogue.usable("gemini-2.5-pro", TODAY, Route.KEY)
    assert catalogue.usable("gemini-2.5-pro", TODAY)
    with pytest.raises(InvalidInput):
        catalogue.usable("gemini-2.5-pro", date(2026, 12, 1))


def test_a_model_is_refused_on_a_route_it_does_not_take(catalogue: Catalogue) -> None:
    with pytest.raises(InvalidInput, match="cannot be reached with an API key"):
        catalogue.usable("veo-3.1-generate-001", TODAY, Route.KEY)


def test_a_model_is_reached_by_our_first_route_on_which_it_answers(catalogue: Catalogue) -> None:
    both = (Route.CLOUD, Route.KEY)
    assert catalogue.reachable("gemini-3.8-flash", both, TODAY)[1] is Route.CLOUD
    assert catalogue.reachable("gemini-2.5-pro", both, TODAY)[1] is Route.KEY
    assert catalogue.reachable("veo-3.1-generate-001", (Route.KEY, Route.CLOUD), TODAY)[1] is Route.CLOUD
    with pytest.raises(InvalidInput, match="retired on 2026-10-20"):
        catalogue.reachable("gemini-2.5-pro", (Route.CLOUD,), TODAY)
    with pytest.raises(InvalidInput, match="through Google Cloud, which is not set up"):
        catalogue.reachable("veo-3.1-generate-001", (Route.KEY,), TODAY)
    with pytest.raises(InvalidInput, match="retired on 2026-06-30"):
        catalogue.reachable("veo-2.0-generate-001", (), TODAY)


def test_models_that_may_end_within_sixty_days_are_told(catalogue: Catalogue) -> None:
    soon = {card.id for card in catalogue.retires_soon(TODAY)}
    assert {"gemini-2.5-flash", "veo-3.1-generate-001"} <= soon
    assert not soon & {"gemini-3.8-flash", "gemini-omni-1.2-flash", "veo-2.0-generate-001"}
    assert "gemini-2.5-pro" not in {card.id for card in catalogue.retires_soon(date(2026, 8, 20))}
    assert "gemini-2.5-pro" in {card.id for card in catalogue.retires_soon(date(2026, 8, 21))}


def test_an_unknown_model_is_answered_with_those_there_are(catalogue: Catalogue) -> None:
    with pytest.raises(InvalidInput, match="no model 'gpt'") as caught:
        catalogue.model("gpt")
    assert "gemini-3.8-flash" in caught.value.hint


@pytest.mark.parametrize(
    ("model_id", "resolution", "audio", "usd"),
    [
        ("veo-3.1-generate-001", "720p", True, 3.2),
        ("veo-3.1-generate-001", "720p", False, 1.6),
        ("veo-3.1-generate-001", "4k", True, 4.8),
        ("veo-3.1-fast-generate-001", "1080p", True, 0.96),
        ("veo-3.1-lite-generate-001", "720p", False, 0.24),
        ("gemini-omni-1.1-flash", "1080p", True, 8 * 8_688 * 17.5 / 1e6),
        ("gemini-omni-1.1-flash", "360p", False, 8 * 1_931 * 17.5 / 1e6),
    ],
)
def test_a_clip_of_eight_seconds_costs_what_the_list_says(
    catalogue: Catalogue, model_id: str, resolution: str, audio: bool, usd: float
) -> None:
    price = catalogue.model(model_id).clip_price_usd(8, resolution, audio=audio, on=TODAY)
    assert price == pytest.approx(usd)


def test_a_price_that_rises_does_so_on_its_day(catalogue: Catalogue) -> None:
    flash = catalogue.model("gemini-3.8-flash")
    assert flash.tokens_price_usd(1_000, 2_000, on=date(2026, 12, 31)) == pytest.approx(0.00825)
    assert flash.tokens_price_usd(1_000, 2_000, on=date(2027, 1, 1)) == pytest.approx(0.0165)


def test_voices_are_paid_by_the_character_and_pictures_by_the_piece(catalogue: Catalogue) -> None:
    assert catalogue.model("neural2").characters_price_usd(500, on=TODAY) == pytest.approx(0.008)
    assert catalogue.model("gemini-3-pro-image").images_price_usd(2, on=TODAY) == pytest.approx(0.268)


@pytest.mark.parametrize(("model_id", "resolution"), [("veo-2.0-generate-001", "720p"),
                                                      ("veo-3.1-generate-001", "8k")])  # fmt: skip
def test_what_has_no_price_cannot_be_bought(catalogue: Catalogue, model_id: str, resolution: str) -> None:
    with pytest.raises(InvalidInput, match=f"price of {model_id}"):
        catalogue.model(model_id).clip_price_usd(8, resolution, audio=False, on=TODAY)


@pytest.mark.parametrize(("wished", "filmed"), [(0.5, 4), (4, 4), (4.1, 6), (7, 8), (8, 8), (30, 8)])
def test_a_clip_is_at_least_as_long_as_wished_where_the_model_can(
    catalogue: Catalogue, wished: float, filmed: int
) -> None:
    assert catalogue.model("veo-3.1-generate-001").duration_for(wished) == filmed


def _with(tmp_path: Path, text: str) -> Catalogue:
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    return load_catalogue(file)


def test_a_users_file_changes_only_what_it_names(tmp_path: Path, catalogue: Catalogue) -> None:
    mine = _with(
        tmp_path,
        """
        [defaults]
        script = "house-model"
        [source]
        contract = "our contract of May"
        [[model]]
        id = "gemini-omni-1.2-flash"
        price = [{ unit = "second", usd = 0.5, source = "contract" }]
        [[model]]
        id = "house-model"
        kind = "text"
        family = "gemini"
        routes = ["cloud"]
        source = "ours"
        """,
    )
    omni = mine.model("gemini-omni-1.2-flash")
    assert omni.clip_price_usd(2, "720p", audio=True, on=TODAY) == 1.0
    assert omni.price[0].source == "our contract of May"
    assert omni.durations_s == catalogue.model(omni.id).durations_s
    assert mine.defaults.script == "house-model"
    assert mine.defaults.refine == catalogue.defaults.refine
    assert mine.model("house-model").audio is Audio.NEVER


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("[[model]", "line 1"),
        ("model = 3", "model"),
        ("defaults = []", "defaults"),
        ("source = 'x'", "source"),
        ("colour = 'red'", "colour"),
        ("model = [3]", "no id"),
        ("[[model]]\nkind = 'text'", "no id"),
        ("[[model]]\nid = ['x']", "no id"),
        ("[[model]]\nid = 'new'", "new kind"),
        ("[[model]]\nid = 'gemini-3.8-flash'\nflavour = 'x'", "flavour"),
        ("[[model]]\nid = 'gemini-3.8-flash'\nprice = 3", "price"),
        ("[[model]]\nid = 'gemini-3.8-flash'\nprice = [3]", "price"),
        ("[[model]]\nid = 'neural2'\nprice = [{unit='character', usd=-1.0, source='x'}]", "usd"),
        ("[[model]]\nid = 'neural2'\nprice = [{unit='character', usd=nan, source='x'}]", "usd"),
        ("[[model]]\nid = 'neural2'\nprice = [{unit='character', usd=1, per=0, source='x'}]", "per"),
        ("[[model]]\nid = 'neural2'\nsource = 3", "source"),
        ("[[model]]\nid = 'neural2'\nretires = {moon = 2026-01-01}", "retires"),
        ("[[model]]\nid = 'neural2'\nsuccessor = 'nobody'", "'nobody'"),
        ("[defaults]\nscript = 'nobody'", "'nobody'"),
        ("[defaults]\nscript = 3", "script"),
        ("[defaults]\nhat = 'x'", "hat"),
        ("x = " + "[" * 5_000, ""),
    ],
)
def test_a_damaged_file_is_named_with_what_is_wrong(tmp_path: Path, text: str, wrong: str) -> None:
    with pytest.raises(InvalidInput, match=r"mine\.toml") as caught:
        _with(tmp_path, text)
    assert wrong in caught.value.message
    assert len(caught.value.message) < 500


def test_a_file_that_is_no_text_or_not_there_is_named(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    for make in (
        lambda: None,
        lambda: file.write_bytes(b"\xff\xfe\x00"),
        lambda: file.write_bytes(b"#" * 2**20),
    ):
        make()
        with pytest.raises(InvalidInput, match=r"mine\.toml"):
            load_catalogue(file)
    with pytest.raises(InvalidInput, match="cannot be used"):
        load_catalogue(tmp_path)


def test_successors_that_point_at_each_other_are_no_endless_search(tmp_path: Path) -> None:
    card = "[[model]]\nid='{}'\nkind='text'\nfamily='x'\nroutes=['key']\nretires={{key=2020-01-01}}\n"
    text = card.format("a") + "successor='b'\nsource='x'\n" + card.format("b") + "successor='a'\nsource='x'\n"
    with pytest.raises(InvalidInput, match="retired on 2020") as caught:
        _with(tmp_path, text).usable("a", TODAY)
    assert "another model" in caught.value.hint


@pytest.mark.parametrize(
    ("model_id", "note"),
    [
        ("veo-2.0-generate-001", "retired 2026-06-30"),
        ("gemini-2.5-pro", "retires 2026-12-01"),
        ("veo-3.1-generate-001", "may be retired: promised until 2026-11-17"),
        ("gemini-3.8-flash", ""),
    ],
)
def test_the_end_of_a_model_is_said_with_its_date(model_id: str, note: str) -> None:
    assert load_catalogue().model(model_id).end_note(TODAY) == note
