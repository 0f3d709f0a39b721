"""A brief is read: subject, audience, facts, feeling and language; its instructions are not echoed."""

from __future__ import annotations

import pytest

from core.errors import InvalidInput
from core.models import Category, GenerationRequest, Language, Mood, VoiceStyle
from core.providers.text.offline.brief import Brief, read_brief
from core.providers.text.offline.language import detect_language, language_of
from core.providers.text.offline.subject import nominative, read_subject

EN, ES, FR = Language.ENGLISH, Language.SPANISH, Language.FRENCH
DE, PT, IT = Language.GERMAN, Language.PORTUGUESE, Language.ITALIAN


def brief(prompt: str, **options: object) -> Brief:
    request = GenerationRequest.model_validate({"prompt": prompt, **options})
    return read_brief(request, language_of(request))


@pytest.mark.parametrize(
    ("prompt", "subject"),
    [
        ("A calm 20 second spot for a plumber who answers at 3 am", "a plumber who answers at 3 am"),
        ("30 s TikTok for our new eco bottle, calm voice", "our new eco bottle"),
        ("Please make me a short funny video about my bakery in 15 seconds", "my bakery"),
        ("Promote Bella's Bakery", "Bella's Bakery"),
        ("our new eco bottle", "our new eco bottle"),
        ("dog walking app", "this dog walking app"),
        ("handmade candles", "handmade candles"),
        ("TikTok ad: our bakery", "our bakery"),
        ("Sell our eco bottle to young runners", "our eco bottle"),
        ("An ad for students promoting our course", "our course"),
        (
            "We are Casa Lola, a small tapas bar in Madrid. Tone: warm.",
            "Casa Lola, a small tapas bar in Madrid",
        ),
        ("Our bottle keeps drinks cold for 24 hours.", "our bottle"),
        ("Product: solar lamp. Audience: campers. Price: $29", "this solar lamp"),
        ("our lamp with 20% off", "our lamp"),
        ("yoga video", "yoga"),
        ("Create yoga classes video", "yoga classes"),
        ("Crea un anuncio de 20 segundos para una panadería", "una panadería"),
        ("Vídeo divertido sobre nuestra nueva botella", "nuestra nueva botella"),
        ("Vídeo del festival de jazz", "el festival de jazz"),
        ("Crée une vidéo de 30 secondes sur notre gourde, ton calme", "notre gourde"),
        ("Ein ruhiger 20 Sekunden Spot für einen guten Klempner", "ein guter Klempner"),
        ("Crie um vídeo sobre a nossa cafeteria", "a nossa cafeteria"),
        ("Crea un video sul nostro corso di inglese", "il nostro corso di inglese"),
    ],
)
def test_the_subject_is_found_behind_the_instruction(prompt: str, subject: str) -> None:
    assert brief(prompt).subject.full == subject


def test_a_long_prompt_is_brought_to_its_essence() -> None:
    prompt = (
        "Video about our family hotel with forty rooms and a garden and a pool and a sauna near the harbour "
        * 5
    )
    assert len(brief(prompt).subject.full.split()) <= 10


def test_an_overlong_word_is_cut() -> None:
    assert len(brief("a" * 3_000).subject.full) < 100


@pytest.mark.parametrize("prompt", ["a calm video", "make a video", "30 seconds", "!!! 7 ???", "the", "🎬 1"])
def test_a_brief_about_nothing_still_has_a_subject(prompt: str) -> None:
    assert brief(prompt).subject.full


def test_facts_are_copied_out_of_the_brief() -> None:
    read = brief(
        "Ad for a lamp called Lumo for busy parents, only $29, 20% off until Sunday. Call 0800 123 456."
    )
    assert read.facts.brand == "Lumo"
    assert read.facts.audience == "busy parents"
    assert read.facts.price == "only $29"
    assert read.facts.offer == "20% off until Sunday"
    assert read.call_to_action == "Call 0800 123 456."


@pytest.mark.parametrize(
    ("prompt", "call"),
    [
        ("our gym. CTA: Join today", "Join today"),
        ("our gym. End with 'Join at gym.example'", "Join at gym.example"),
        ("our gym in Porto", ""),
    ],
)
def test_a_call_to_action_is_found_in_the_brief(prompt: str, call: str) -> None:
    assert brief(prompt).call_to_action == call


def test_the_requests_own_fields_win() -> None:
    read = brief(
        "our gym for parents. CTA: Join", call_to_action="Come in", audience="night owls", tone="funny"
    )
    assert (read.call_to_action, read.facts.audience, read.mood) == ("Come in", "night owls", Mood.PLAYFUL)


def test_sentences_about_the_thing_are_kept_and_wishes_are_not() -> None:
    read = brief(
        "Our new espresso machine. It cleans itself. The video should feel happy. We want more customers."
    )
    assert read.details == ("It cleans itself.",)


@pytest.mark.parametrize(
    ("prompt", "mood"),
    [
        ("a dramatic ad for our gym", Mood.DRAMATIC),
        ("un anuncio tranquilo para un gimnasio", Mood.CALM),
        ("une pub drôle pour notre café", Mood.PLAYFUL),
        ("ein lustiges Video über unser Café", Mood.PLAYFUL),
        ("our gym", Mood.ENERGETIC),
    ],
)
def test_the_feeling_is_read_in_every_language(prompt: str, mood: Mood) -> None:
    assert brief(prompt).mood is mood


def test_voice_and_category_set_the_feeling_when_words_do_not() -> None:
    assert brief("our gym", voice_style=VoiceStyle.CALM).mood is Mood.CALM
    assert brief("our thing", category=Category.COMEDY).mood is Mood.PLAYFUL
    assert brief("una cosa nuestra", tone="elegant", language=ES).mood is Mood.LUXURIOUS


@pytest.mark.parametrize(
    ("prompt", "topic", "kind"),
    [
        ("a plumber", "plumbing", "service"),
        ("a dog walking app", "pets", "app"),
        ("coffee machine", "coffee", "product"),
        ("our restaurant", "food", "place"),
        ("a charity app for refugees", "nonprofit", "cause"),
        ("eine Bäckerei", "bakery", "place"),
        ("un corso di inglese", "education", "course"),
        ("a zorblax", "general", "product"),
    ],
)
def test_topic_and_kind_follow_the_words(prompt: str, topic: str, kind: str) -> None:
    read = brief(prompt)
    assert (read.topic.name, read.topic.kind) == (topic, kind)


def test_a_category_decides_when_no_word_does() -> None:
    assert brief("a zorblax", category=Category.TRAVEL).topic.name == "travel"
    assert brief("a zorblax", category=Category.SERVICE).topic.kind == "service"


def test_how_to_lists_and_statements_are_no_noun_phrases() -> None:
    assert brief("how to tie a bow tie").how == "how to tie a bow tie"
    assert brief("5 tips to sleep better").how == "how to sleep better"
    assert brief("5 tips for better sleep").subject.full == "better sleep"
    assert brief("Explain why small shops need insurance").how.startswith("why small shops")
    assert brief("we open on Saturday").statement == "we open on Saturday"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("our new eco bottle", EN),
        ("plumber", EN),
        ("gym", EN),
        ("Crea un anuncio para una panadería", ES),
        ("Une vidéo pour notre boulangerie", FR),
        ("Yoga am Morgen", DE),
        ("Um vídeo sobre a nossa padaria", PT),
        ("Uno spot per la nostra trattoria", IT),
        ("新产品", EN),
    ],
)
def test_the_language_of_short_briefs_is_found(text: str, language: Language) -> None:
    assert detect_language(text) is language


def test_the_asked_language_wins_and_an_unknown_one_is_refused_with_the_choice() -> None:
    assert language_of(GenerationRequest(prompt="our bottle", language=DE)) is DE
    with pytest.raises(InvalidInput) as refused:
        language_of(GenerationRequest(prompt="our bottle", language=Language.JAPANESE))
    named = ("English", "Spanish", "French", "German", "Portuguese", "Italian")
    assert all(name in refused.value.hint for name in named)


@pytest.mark.parametrize(
    ("accusative", "wanted"),
    [
        ("einen Klempner", "ein Klempner"),
        ("unseren neuen Laden", "unser neuer Laden"),
        ("den kleinen Hund", "der kleine Hund"),
        ("eine Bäckerei", "eine Bäckerei"),
    ],
)
def test_german_subjects_stand_in_the_nominative(accusative: str, wanted: str) -> None:
    assert nominative(accusative) == wanted


def test_a_subject_knows_its_short_form() -> None:
    subject = read_subject("a plumber who answers at 3 am", EN)
    assert (subject.short, subject.head, subject.indefinite, subject.plural) == (
        "a plumber",
        "plumber",
        True,
        False,
    )
    assert read_subject("handmade candles from Porto", EN).plural


def test_emoji_are_not_read_out() -> None:
    assert brief("😀 our new burger place 🍔").subject.full == "our new burger place"
