"""What browsers are told: the policy, cookies, https."""

from __future__ import annotations

import pytest

from core.security.headers import (
    content_policy,
    guarded_cookie,
    inline_scripts,
    media_hosts,
    security_headers,
)


def directives(policy: str) -> dict[str, list[str]]:
    parts = (part.split() for part in policy.split(";"))
    return {name: values for name, *values in parts}


def test_scripts_come_from_our_own_files_and_never_from_text() -> None:
    policy = directives(content_policy(["\n  x = 1\n"]))
    own, *hashes = policy["script-src"]
    assert own == "'self'"
    assert hashes == ["'sha256-BbJ+FSK+ErAV471Y8ZXwwfLNZHNs207gkT7PGBH0XE0='"]
    assert "'unsafe-eval'" not in content_policy()
    assert policy["object-src"] == ["'none'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == ["'self'"]


def test_nothing_is_loaded_from_elsewhere_but_videos_from_the_storage(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "://" not in content_policy()
    policy = directives(content_policy(media_hosts=media_hosts("gs://bucket/videos")))
    elsewhere = {name for name, values in policy.items() if "https://storage.googleapis.com" in values}
    assert elsewhere == {"img-src", "media-src", "connect-src"}, "shown from there, and sent there"
    assert "blob:" in policy["script-src"] and "blob:" not in directives(content_policy())["script-src"]
    assert media_hosts("s3://bucket") == ["https://*.amazonaws.com"]
    assert media_hosts("file:///files") == media_hosts("") == []
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://minio.example:9000/x")
    assert media_hosts("s3://bucket") == ["https://minio.example:9000"]


def test_only_scripts_without_a_source_are_inline() -> None:
    page = '<script>\n a()\n</script><script type="module" src="b.js"></script><script>c()</script>'
    assert inline_scripts(page) == ["\n a()\n", "c()"]


def test_every_answer_says_how_it_may_be_used() -> None:
    headers = security_headers(content_policy())
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize(
    ("cookie", "is_https", "is_for_scripts", "guarded"),
    [
        ("a=1", False, False, "a=1; SameSite=Lax; HttpOnly"),
        ("a=1", True, False, "a=1; SameSite=Lax; Secure; HttpOnly"),
        ("a=1; Path=/; SameSite=Strict", True, True, "a=1; Path=/; SameSite=Strict; Secure"),
        ("a=1; secure; HTTPONLY; samesite=lax", True, False, "a=1; secure; HTTPONLY; samesite=lax"),
        ("secure=1", True, True, "secure=1; SameSite=Lax; Secure"),
    ],
)
def test_a_cookie_is_guarded_and_keeps_what_it_says(
    cookie: str, is_https: bool, is_for_scripts: bool, guarded: str
) -> None:
    assert guarded_cookie(cookie, is_https=is_https, is_for_scripts=is_for_scripts) == guarded
