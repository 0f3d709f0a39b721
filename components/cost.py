"""What something will cost and when there is room for it, in words and as a list."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from components.labels import time_of
from core.ledger.refusing import amount
from core.providers.limit import Period
from core.stages.estimate import Estimate, EstimateItem

KINDS = {"text": "Script", "video": "Clips", "speech": "Voice", "image": "Pictures"}


def dollars(usd: float) -> str:
    """Money for Markdown: two places, three for what is less than a cent."""
    if 0 < usd < 0.01:
        return f"\\${usd:.3f}" if usd >= 0.0005 else "less than \\$0.001"
    return f"\\${usd:,.2f}"


def price_words(estimate: Estimate) -> str:
    """The price in a clause, with its range where that is wider than a cent."""
    if estimate.high_usd == 0:
        return "**free**"
    spread = f" ({dollars(estimate.low_usd)} to {dollars(estimate.high_usd)})"
    is_wide = estimate.high_usd - estimate.low_usd >= 0.01
    return f"about **{dollars(estimate.total_usd)}**{spread if is_wide else ''}"


def roughly(seconds: float) -> str:
    """A length of time, rounded as a guess should be."""
    return f"{max(10, 10 * round(seconds / 10))} s" if seconds < 90 else f"{round(seconds / 60)} min"


def fit_note(estimate: Estimate) -> None:
    """Say when the day's budget or a quota has no room now; nothing when it has."""
    fit, now = estimate.fit, datetime.now(UTC)
    if estimate.high_usd == 0 or fit.is_now(now) or fit.limit is None:
        return
    limit = fit.limit
    what = f"the {'budget' if limit.is_budget else 'quota'} of {amount(limit, limit.most)} {limit.title}"
    what = what.replace("$", "\\$")
    if fit.starts_at is None:
        st.warning(f"This does not fit into {what}.", icon=":material/savings:")
    else:
        st.warning(f"It fits into {what} from {time_of(fit.starts_at)} on.", icon=":material/schedule:")


def item_list(estimate: Estimate) -> None:
    """Every item with its price; what is there already is shown at zero."""
    if not estimate.items:
        return
    rows = [_row(item) for item in estimate.items]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        width="stretch",
        column_config={
            name: st.column_config.NumberColumn(format="$%.4f") for name in ("At least", "Likely", "At most")
        },
    )


def _row(item: EstimateItem) -> dict[str, object]:
    free = 0.0
    return {
        "What": item.what[:1].upper() + item.what[1:],
        "By": item.model,
        "At least": free if item.covered else item.low_usd,
        "Likely": free if item.covered else item.price_usd,
        "At most": free if item.covered else item.high_usd,
        "": "is there" if item.covered else "",
    }


PERIODS = {
    Period.MINUTE: "this minute",
    Period.TEN_MINUTES: "in ten minutes",
    Period.DAY: "today",
    Period.MONTH: "this month",
    Period.EVER: "in all",
}
