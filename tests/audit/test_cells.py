"""The search through a space finds a cell exactly where going through all cells does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion.audit.cells import Space, TooLarge
from discretion.law.condition import AllOf, AnyOf, Between, FactTest, Node, Not, OneOf
from tests.audit.support import rulebook

LAW = rulebook().law("cn")
LEAVES = st.sampled_from(
    [
        FactTest("harm", OneOf(("none",))),
        FactTest("harm", OneOf(("slight", "serious"))),
        FactTest("area", OneOf(("town",))),
        FactTest("area", OneOf(("lake", "park"))),
        FactTest("refused", OneOf((True,))),
        FactTest("times", Between(above=1)),
        FactTest("times", Between(below=3, at_least=1)),
        FactTest("offence", OneOf(("f.dump",))),
    ]
)
NODES: st.SearchStrategy[Node] = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4).map(lambda parts: AllOf(tuple(parts)))
        | st.lists(inner, max_size=4).map(lambda parts: AnyOf(tuple(parts)))
        | inner.map(Not)
    ),
    max_leaves=12,
)


@given(NODES)
def test_a_condition_is_found_to_hold_where_some_cell_of_all_meets_it(node: Node) -> None:
    space = Space(LAW, (node,))
    found = space.find(node)
    cells = [cell for cell in space.cells() if cell.holds(node)]
    assert (found is not None) == bool(cells)
    if found is not None:
        assert all(cell.holds(node) for cell in space.cells() if found.items() <= cell.values.items())


def test_a_search_that_grows_too_long_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    node = AllOf((FactTest("refused", OneOf((True,))), FactTest("harm", OneOf(("none",)))))
    monkeypatch.setattr("discretion.audit.cells.MOST_STEPS", 1)
    with pytest.raises(TooLarge):
        Space(LAW, (node,)).find(node)
