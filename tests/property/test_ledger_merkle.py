# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Proofs hold for every place and size, and for nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from witnessbox.ledger import merkle, standalone

LEAVES = [merkle.leaf_hash(bytes([n])) for n in range(70)]
sizes = some.integers(1, len(LEAVES))


def by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else merkle.EMPTY_ROOT
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    left, right = by_definition(leaves[:split]), by_definition(leaves[split:])
    return merkle.node_hash(left, right)


def test_roots_are_those_of_the_definition() -> None:
    for size in range(len(LEAVES) + 1):
        expected = by_definition(LEAVES[:size])
        assert merkle.root(LEAVES[:size]) == expected
        assert standalone.Tree(LEAVES[:size]).root() == expected


def test_every_leaf_of_every_size_is_proved() -> None:
    for size in range(1, 34):
        leaves = LEAVES[:size]
        for index in range(size):
            path = merkle.inclusion_path(leaves, index)
            found = merkle.root_of_inclusion(leaves[index], index, size, path)
            assert found == merkle.root(leaves)
            steps = [step.hex() for step in path]
            assert standalone.root_of_path(leaves[index], index, size, steps) == found


def test_every_growth_is_proved() -> None:
    for new in range(1, 34):
        for old in range(1, new + 1):
            path = merkle.consistency_path(LEAVES[:new], old)
            older = (old, merkle.root(LEAVES[:old]))
            assert merkle.verify_consistency(
                older, (new, merkle.root(LEAVES[:new])), path
            )


@given(sizes, some.data())
def test_a_changed_path_proves_nothing(size: int, data: some.DataObject) -> None:
    index = data.draw(some.integers(0, size - 1))
    leaves = LEAVES[:size]
    path = merkle.inclusion_path(leaves, index)
    wrong = data.draw(some.integers(0, 100).filter(lambda other: other != index))
    root = merkle.root(leaves)
    assert merkle.root_of_inclusion(leaves[index], wrong, size, path) != root or (
        size == 1
    )
    for longer in (path[:-1], [*path, LEAVES[0]]):
        if longer != path:
            assert merkle.root_of_inclusion(leaves[index], index, size, longer) != root


@given(sizes, some.data())
def test_a_fork_has_no_proof_of_growth(new: int, data: some.DataObject) -> None:
    old = data.draw(some.integers(1, new))
    at = data.draw(some.integers(0, old - 1))
    forked = LEAVES[:old]
    forked[at] = merkle.leaf_hash(b"other")
    path = merkle.consistency_path(LEAVES[:new], old)
    grown = (new, merkle.root(LEAVES[:new]))
    assert not merkle.verify_consistency((old, merkle.root(forked)), grown, path)


def test_the_empty_tree_grows_into_every_tree_without_a_path() -> None:
    root = merkle.root(LEAVES)
    assert merkle.verify_consistency((0, merkle.EMPTY_ROOT), (70, root), [])
    assert not merkle.verify_consistency((0, root), (70, root), [])
    assert not merkle.verify_consistency((71, root), (70, root), [])
