"""The brief as a form: a sentence is enough, everything else is folded away until wanted.

Values live in the session under keys that begin with `brief_`; `fields` gives them as the door
for briefs (`core.intake`) takes them.

People type and click a button in one go, so leaving the sentence must move nothing they may be
pointing at, and must not let an older value of another field win (see `_seconds`).
"""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from components.errors import literal
from components.examples import EXAMPLES, Example
from components.labels import name_of
from components.looks import LOGO_HELP, clip_sound_name
from components.picture_upload import in_field, picture_field
from components.services import studio
from components.sound_choices import music_choice, voice_choice
from core.errors import ContentRefused, InvalidInput
from core.intake import read_request, seconds_named
from core.models import (
    MAX_DURATION_S,
    MAX_PROMPT_CHARS,
    MIN_DURATION_S,
    AspectRatio,
    CaptionStyle,
    ClipSound,
    JsonDict,
    Language,
    Platform,
    VoiceStyle,
)
from core.providers.video.choice import VideoChoice
from core.security.content import check_brief, is_instruction

AUTO = "auto"
SHORT_TEXT = 200
ORDERS = "This reads like orders to the writing model. They count as part of the subject."
HINT = "One or two sentences are enough. A length you name in them counts."
_READ, _SLIDER, _LOGO = "brief_read", "brief_slider", "brief_logo"
USUAL_SECONDS = {Platform.YOUTUBE_SHORTS: 30, Platform.YOUTUBE: 45, Platform.LINKEDIN: 30, Platform.X: 30}
_RATIO_SIGN = "\N{RATIO}"
"""A colon that Markdown does not take for the start of an icon."""

LANGUAGE_NAMES = {
    Language.ENGLISH: "English",
    Language.SPANISH: "Español",
    Language.FRENCH: "Français",
    Language.GERMAN: "Deutsch",
    Language.PORTUGUESE: "Português",
    Language.ITALIAN: "Italiano",
    Language.DUTCH: "Nederlands",
    Language.POLISH: "Polski",
    Language.TURKISH: "Türkçe",
    Language.RUSSIAN: "Русский",
    Language.GREEK: "Ελληνικά",
    Language.ARABIC: "العربية",
    Language.HEBREW: "עברית",
    Language.HINDI: "हिन्दी",
    Language.CHINESE: "中文",
    Language.JAPANESE: "日本語",
    Language.KOREAN: "한국어",
}
_DEFAULTS: JsonDict = {
    "prompt": "",
    "platform": Platform.TIKTOK,
    "seconds": 20,
    "ratio": AspectRatio.PORTRAIT,
    "language": AUTO,
    "audience": "",
    "tone": "",
    "call_to_action": "",
    "voice": AUTO,
    "voice_style": VoiceStyle.NATURAL,
    "music": AUTO,
    "clip_sound": ClipSound.OFF,
    "caption_style": CaptionStyle.BOLD,
    "creativity": 0.5,
    "video_model": "",
}


def brief_form() -> None:
    """Draw all fields of the brief."""
    for name, value in _DEFAULTS.items():
        st.session_state.setdefault(_key(name), value)
    _prompt()
    _format()
    with st.expander("Voice, music and captions", icon=":material/graphic_eq:", key="sound"):
        _sound()
    with st.expander("Audience, tone, style and logo", icon=":material/tune:", key="style"):
        _style()
    _model()


def examples() -> None:
    """Briefs to start from, while there is none. Nothing may stand below them: they go away."""
    if st.session_state[_key("prompt")].strip():
        return
    st.caption("Or start from one of these")
    with st.grid(min_column_width=200, key="examples", gap="small") as grid:
        for number, example in enumerate(EXAMPLES):
            with grid.cell():
                st.button(
                    f"**{example.title}**  \n{name_of(example.platform)}, {example.seconds} s",
                    key=f"example_{number}",
                    on_click=_take_example,
                    args=(example,),
                    width="stretch",
                )


def read_prompt() -> None:
    """Take in what was typed: a length named in the prompt sets the slider, once."""
    prompt = st.session_state[_key("prompt")]
    if prompt == st.session_state.get(_READ):
        return
    st.session_state[_READ] = prompt
    if seconds := seconds_named(prompt):
        _set_seconds(int(seconds))


AS_THEY_ARE = (
    "prompt",
    "platform",
    "audience",
    "tone",
    "call_to_action",
    "voice_style",
    "caption_style",
    "clip_sound",
)
"""Fields that the form and a request name and hold alike."""


def fields() -> JsonDict:
    """The brief as loose fields; what is left to the director is None."""
    now = {name: st.session_state.get(_key(name), default) for name, default in _DEFAULTS.items()}
    chosen = {name: None if now[name] == AUTO else now[name] for name in ("language", "voice")}
    return {
        **{name: now[name] for name in (*AS_THEY_ARE, "music", "video_model")},
        **chosen,
        "duration_s": now["seconds"],
        "aspect_ratio": now["ratio"],
        "creativity_level": now["creativity"],
    }


def brought_logo() -> UploadedFile | None:
    """The picture that stands in a corner of the video, if one was brought."""
    return in_field(_LOGO)


def mistake() -> str:
    """What is wrong with the brief as it stands, in a sentence; nothing for a good one."""
    if gone := _gone():
        return gone
    try:
        check_brief(read_request(fields()))
    except (InvalidInput, ContentRefused) as error:
        return error.message
    return ""


def clear() -> None:
    """Begin a new brief; format and style stay as they were."""
    st.session_state[_key("prompt")] = ""
    st.session_state.pop("brief_asked", None)


def chosen_format() -> tuple[Platform, AspectRatio, float]:
    """Platform, ratio and seconds as they stand."""
    now = fields()
    return now["platform"], now["aspect_ratio"], float(now["duration_s"])


def _key(name: str) -> str:
    return f"brief_{name}"


def _prompt() -> None:
    st.text_area(
        "What is your video about?",
        key=_key("prompt"),
        placeholder="Who is it for, what is special, how should it feel?",
        max_chars=MAX_PROMPT_CHARS,
        height=120,
        on_change=read_prompt,
        persist_state="session",
    )
    typed = bool(st.session_state[_key("prompt")].strip())
    asked = typed or st.session_state.get("brief_asked")
    if asked and (wrong := mistake()):
        st.markdown(f":red[:material/error: {literal(wrong)}]")
    elif typed and is_instruction(st.session_state[_key("prompt")]):
        st.markdown(f":orange[:material/info: {ORDERS}]")
    else:
        st.markdown(f":gray[:material/lightbulb: {HINT}]")


def _format() -> None:
    st.pills(
        "Where will it be posted?",
        list(Platform),
        key=_key("platform"),
        required=True,
        format_func=name_of,
        wrap=True,
        on_change=_follow_platform,
        persist_state="session",
    )
    length, shape = st.columns(2, gap="medium")
    with length:
        _seconds()
    with shape:
        st.segmented_control(
            "Shape",
            list(AspectRatio),
            key=_key("ratio"),
            required=True,
            format_func=lambda ratio: ratio.value.replace(":", _RATIO_SIGN),
            help="Portrait 9:16, wide 16:9, square 1:1, tall 4:5. The platform has one of its own.",
            persist_state="session",
        )


def _seconds() -> None:
    """A slider that is another one each time something else sets the length.

    A browser sends the values of all fields with a click, also those that were changed on
    this side a moment ago; of a slider that is not there any more nobody hears.
    """
    key = _slider_key()
    if st.session_state.get(key) != st.session_state[_key("seconds")]:
        st.session_state[key] = st.session_state[_key("seconds")]
    st.slider(
        "Seconds", int(MIN_DURATION_S), int(MAX_DURATION_S), key=key, on_change=_move_slider, args=(key,)
    )


def _sound() -> None:
    st.selectbox(
        "Language",
        [AUTO, *Language],
        key=_key("language"),
        format_func=lambda choice: "The language of the brief" if choice == AUTO else LANGUAGE_NAMES[choice],
        on_change=_follow_language,
        persist_state="session",
    )
    language = fields()["language"]
    voice_choice(_key("voice"), _key("voice_style"), language, LANGUAGE_NAMES)
    music_choice(_key("music"))
    st.segmented_control(
        "The clips' own sound",
        list(ClipSound),
        key=_key("clip_sound"),
        required=True,
        format_func=clip_sound_name,
        help="Under the voice, which it always gives way to; drawn clips have none",
        persist_state="session",
    )
    st.segmented_control(
        "Captions",
        list(CaptionStyle),
        key=_key("caption_style"),
        required=True,
        format_func=lambda style: style.value.capitalize(),
        persist_state="session",
    )


def _style() -> None:
    audience, tone = st.columns(2, gap="medium")
    with audience:
        _short("audience", "Who is it for?", "parents of toddlers")
    with tone:
        _short("tone", "How should it feel?", "confident, witty")
    _short("call_to_action", "What should they do at the end?", "Book a free first lesson")
    st.slider(
        "Creativity",
        0.0,
        1.0,
        step=0.1,
        key=_key("creativity"),
        help="Low keeps to the proven structure; high takes more liberties with the story.",
        persist_state="session",
    )
    picture_field("Logo", _LOGO, LOGO_HELP)


def _model() -> None:
    """Who films, where there is a choice."""
    choices = {choice.model_id: choice for choice in studio().video_choices()}
    if len(choices) < 2:
        return
    st.selectbox(
        "Filmed by",
        ["", *(name for name, choice in choices.items() if not choice.is_usual)],
        key=_key("video_model"),
        format_func=lambda name: _model_name(choices.get(name) or next(iter(choices.values()))),
        help="What a second of film costs at each model",
        persist_state="session",
    )
    if gone := _gone():
        st.markdown(f":red[:material/error: {literal(gone)}]")


def _gone() -> str:
    """Why the chosen model cannot film any more; nothing for one that can."""
    chosen = st.session_state.get(_key("video_model"))
    return next((choice.gone for choice in studio().video_choices() if choice.model_id == chosen), "")


def _model_name(choice: VideoChoice) -> str:
    note = f" · {choice.note}" if choice.note else ""
    price = f" · ${choice.price_usd_per_s:.2f} a second" if choice.price_usd_per_s else ""
    return f"{choice.model_id}{price}{note}"


def _short(name: str, label: str, example: str) -> None:
    st.text_input(
        label,
        key=_key(name),
        placeholder=f"e.g. {example}",
        max_chars=SHORT_TEXT,
        persist_state="session",
    )


def _slider_key() -> str:
    return f"{_SLIDER}_{st.session_state.get(_SLIDER, 0)}"


def _move_slider(key: str) -> None:
    if key == _slider_key():
        st.session_state[_key("seconds")] = st.session_state[key]


def _set_seconds(seconds: int) -> None:
    st.session_state[_key("seconds")] = seconds
    st.session_state[_SLIDER] = st.session_state.get(_SLIDER, 0) + 1


def _take_example(example: Example) -> None:
    st.session_state[_key("prompt")] = example.prompt
    st.session_state[_key("platform")] = example.platform
    st.session_state[_key("ratio")] = example.platform.aspect_ratio
    st.session_state[_READ] = example.prompt
    _set_seconds(example.seconds)


def _follow_platform() -> None:
    platform = st.session_state[_key("platform")]
    st.session_state[_key("ratio")] = platform.aspect_ratio
    named = seconds_named(st.session_state[_key("prompt")])
    _set_seconds(int(named or USUAL_SECONDS.get(platform, 20)))


def _follow_language() -> None:
    """Another language needs another voice."""
    st.session_state[_key("voice")] = AUTO
