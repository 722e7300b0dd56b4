"""Holds what was spent of budgets against the rows of the exchanges that spent it."""

from __future__ import annotations

import collections
import contextlib
from pathlib import Path

from ..rig.history import read_only, select
from ..rig.settings import Settings
from ..rig.tally import equal, expect
from .slots import request_id

# Prices in USD for a million tokens, so that each token costs whole nano-dollars.
PRICES: Settings = {"demo/demo-*": {"input_usd": 3, "output_usd": 7}}
BUDGETS: Settings = {
    "key_month": {"key": "each", "amount_usd": 900000, "period": "month"},
    "key_hour": {"key": "each", "amount_usd": 900000, "period": "hour", "strict": True, "unknown_price": "free"},
}


def check_spending(data: Path) -> int:
    """Fails the running case unless every sum is that of its charges and each row's cost is charged once.

    Returns how many exchanges were charged. A row without a cost, because its usage is not known, is charged by its
    estimate.
    """
    with contextlib.closing(read_only(data / "control.db")) as database:
        purses = database.execute("SELECT id, budget, spent_nanousd FROM budget_purses").fetchall()
        charges = database.execute("SELECT request_id, purse_id, cost_nanousd FROM budget_charges").fetchall()
    sums: collections.Counter[int] = collections.Counter()
    charged: dict[str, list[tuple[str, int]]] = collections.defaultdict(list)
    names = {purse: budget for purse, budget, _ in purses}
    for request, purse, cost in charges:
        sums[purse] += cost
        high, low = int.from_bytes(request[:8], "big"), int.from_bytes(request[8:], "big")
        charged[request_id(high, low)].append((names[purse], cost))
    for purse, budget, spent in purses:
        equal(spent, sums[purse], f"what was spent of {budget}")
    costs = dict(select(data, "request_id, cost_nanousd"))
    paid = {request: cost for request, cost in costs.items() if cost}
    missing = [request for request in paid if len(charged.get(request, [])) != len(BUDGETS)]
    equal(missing[:3], [], "rows with a cost that not every budget paid once")
    wrong = [(request, charged[request], cost) for request, cost in paid.items() if {c for _, c in charged[request]} != {cost}]
    equal(wrong[:3], [], "rows whose cost is not what was charged")
    equal(sorted(set(charged) - set(costs))[:3], [], "charges of exchanges without a row")
    expect(charged, "nothing was charged")
    return len(charged)
