"""The page that strangers see, and the line in the sidebar that says who is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from components.errors import literal
from components.house import settings
from components.labels import address
from components.visitors import is_team, visitor
from core.errors import AppError, NotAllowed
from core.login import Login
from core.security.iap import SIGN_OUT
from core.security.people import Person, Role
from core.settings import Settings

_ICON = Path(__file__).parent / "icon.png"


def is_let_in(addresses: Sequence[str]) -> bool:
    """Whether the visitor may see pages; if not, the sign-in page stands at all addresses."""
    try:
        if visitor().role is not Role.NONE:
            return True
        refusal = None
    except AppError as error:
        refusal = error
    pages = [
        st.Page(lambda: _sign_in(refusal), title="Sign in", url_path=address, default=number == 0)
        for number, address in enumerate(addresses)
    ]
    st.navigation(pages, position="hidden").run()
    return False


def _sign_in(refusal: AppError | None) -> None:
    st.space("large")
    with st.container(border=True, key="sign_in", horizontal_alignment="center", gap="small"):
        st.space("small")
        st.image(str(_ICON), width=64, alt="")
        st.subheader("Viral Video Generator", anchor=False, text_alignment="center")
        st.markdown(":gray[A marketing brief becomes a finished short video.]", text_alignment="center")
        if refusal is not None:
            st.warning(literal(f"{refusal.message} {refusal.hint}"), icon=":material/lock:")
        if settings().login is Login.IAP:
            st.link_button("Use another account", SIGN_OUT, icon=":material/switch_account:")
        elif isinstance(refusal, NotAllowed):
            st.button("Sign out", key="sign_out", icon=":material/logout:", on_click=st.logout)
        else:
            st.button(
                "Sign in", key="sign_in_button", type="primary", icon=":material/login:", on_click=st.login
            )
        st.space("small")


def auth_secrets(in_force: Settings) -> dict[str, Any] | None:
    """What Streamlit's own login reads; None where there is another one or none."""
    if in_force.login is not Login.OIDC or not (in_force.oidc_client_secret and in_force.cookie_secret):
        return None
    return {
        "auth": {
            "redirect_uri": in_force.redirect_uri,
            "cookie_secret": in_force.cookie_secret.get_secret_value(),
            "client_id": in_force.oidc_client_id,
            "client_secret": in_force.oidc_client_secret.get_secret_value(),
            "server_metadata_url": in_force.oidc_metadata_url,
        }
    }


def who_is_here(person: Person) -> None:
    """Name, role and the way out, where there is a login."""
    if not is_team():
        return
    with st.container(gap="xxsmall", key="who"):
        st.markdown(f":material/account_circle: {literal(person.name or person.person_id.partition('@')[0])}")
        st.caption(f"{address(person.person_id)} · {person.role}")
        if settings().login is Login.OIDC:
            st.button(
                "Sign out", key="sign_out", icon=":material/logout:", type="tertiary", on_click=st.logout
            )
        else:
            st.link_button("Sign out", SIGN_OUT, icon=":material/logout:", type="tertiary")
