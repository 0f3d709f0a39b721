"""Cloud Text-to-Speech on the wire: one client for each version of the service, made when needed."""

from __future__ import annotations

import threading
from typing import Any

from google.api_core.client_options import ClientOptions
from google.cloud import texttospeech_v1, texttospeech_v1beta1

from core.errors import InvalidInput
from core.models import JsonDict
from core.providers.google.access import GoogleAccess, Route
from core.providers.google.client import checked_address, cloud_credentials
from core.providers.google.failures import google_failures

SPEAKING_LIMIT_S, LISTING_LIMIT_S = 60.0, 10.0
_SERVICES: dict[str, Any] = {"v1": texttospeech_v1, "v1beta1": texttospeech_v1beta1}


class TtsClient:
    """Speaks and lists, once each, without retries. Raises what `google_failures` does."""

    def __init__(self, access: GoogleAccess) -> None:
        if not access.routes:
            raise InvalidInput(
                "Google's voices need a Google account.",
                "Set GOOGLE_API_KEY, or GOOGLE_CLOUD_PROJECT with an account of it.",
            )
        self._access = access
        self._endpoint = checked_address(access.tts_endpoint, "VVG_TTS_ENDPOINT")
        self._clients: dict[str, Any] = {}
        self._lock = threading.Lock()

    @property
    def route(self) -> Route:
        """The way that calls go: through the account if there is one."""
        return self._access.routes[0]

    def synthesize(self, version: str, request: JsonDict) -> Any:
        """The service's answer to a SynthesizeSpeechRequest."""
        client = self._client(version)
        with google_failures("speaking the narration"):
            return client.synthesize_speech(request=request, retry=None, timeout=SPEAKING_LIMIT_S)

    def list_voices(self) -> list[tuple[str, str]]:
        """Names and genders (female, male, neutral or empty) of all voices."""
        client = self._client("v1")
        with google_failures("listing the voices"):
            answer = client.list_voices(request={}, retry=None, timeout=LISTING_LIMIT_S)
            return [(voice.name, _GENDERS.get(voice.ssml_gender.value, "")) for voice in answer.voices]

    def _client(self, version: str) -> Any:
        with self._lock:
            if version not in self._clients:
                self._clients[version] = self._made(_SERVICES[version])
            return self._clients[version]

    def _made(self, service: Any) -> Any:
        """REST when an address is given, which may be a plain http one; otherwise Google's own by gRPC."""
        transport = "rest" if self._endpoint else "grpc"
        options: dict[str, Any] = {"api_endpoint": self._endpoint} if self._endpoint else {}
        if self.route is Route.CLOUD:
            credentials = cloud_credentials(self._access.credentials_file)
            made = ClientOptions(quota_project_id=self._access.project.strip(), **options)
            return service.TextToSpeechClient(
                credentials=credentials, transport=transport, client_options=made
            )
        made = ClientOptions(api_key=self._access.key, **options)
        return service.TextToSpeechClient(transport=transport, client_options=made)


_GENDERS = {1: "male", 2: "female", 3: "neutral"}  # google.cloud.texttospeech SsmlVoiceGender
