"""People: who came in and as what; roles given, changed and taken away."""

from __future__ import annotations

import streamlit as st

from components.errors import literal, shown, telling
from components.frame import heading
from components.labels import address, time_of
from components.services import studio
from components.visitors import visitor
from core.security.people import Role
from core.studio.people import Member

ROLES = {
    Role.VIEWER: "Viewer: watches finished videos",
    Role.CREATOR: "Creator: makes videos, changes own ones",
    Role.APPROVER: "Approver: changes everybody's, decides on money",
    Role.ADMIN: "Admin: people, limits, everything",
    Role.NONE: "Shut out",
    None: "As the sign-in says",
}


def main() -> None:
    heading("People", "Who may come in, and what they may do. A change holds within seconds.")
    with shown():
        members = studio().members()
        _add()
        for member in members:
            _member(member)
        if not members:
            st.caption("Nobody has signed in yet.")


def _add() -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="bottom", key="add"):
        st.text_input("E-mail address", key="new_person", max_chars=254, placeholder="ana@acme.com")
        st.selectbox("Role", list(ROLES)[:4], key="new_role", index=1, format_func=lambda role: ROLES[role])
        st.button("Let in", key="let_in", type="primary", icon=":material/person_add:", on_click=_let_in)


@telling
def _let_in() -> str:
    email = st.session_state["new_person"]
    studio().give_role(email, st.session_state["new_role"])
    st.session_state["new_person"] = ""
    return f"{address(email)} may come in."


def _member(member: Member) -> None:
    record = member.record
    is_me = record.person_id == visitor().person_id
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", key=f"row_{record.person_id}"
    ):
        with st.container(width="stretch", gap="xxsmall"):
            st.markdown(f"**{literal(record.name) or address(record.person_id)}**")
            st.caption(_facts(member, is_me=is_me))
        if member.role is Role.NONE:
            st.badge("Shut out", color="red", icon=":material/block:")
        st.selectbox(
            "Role",
            list(ROLES),
            index=list(ROLES).index(member.role),
            key=f"role_{record.person_id}",
            format_func=lambda role: ROLES[role],
            label_visibility="collapsed",
            disabled=member.fixed or is_me,
            width=330,
            on_change=_change,
            args=(record.person_id,),
        )


def _facts(member: Member, *, is_me: bool) -> str:
    record = member.record
    facts = [address(record.person_id)] if record.name else []
    facts.append(f"here last {time_of(record.came_at)}" if record.came_at else "never here yet")
    facts += ["you"] if is_me else []
    facts += ["role from the settings"] if member.fixed else []
    if record.changed_by and not member.fixed:
        facts.append(f"role by {address(record.changed_by)}")
    return " · ".join(facts)


@telling
def _change(person_id: str) -> str:
    role = st.session_state[f"role_{person_id}"]
    studio().give_role(person_id, role)
    return f"{address(person_id)}: {ROLES[role].partition(':')[0]}."


main()
