# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One line from an outcome to the file on the disk, and the same line back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from tests.record_world import World, accession, item, span

from witnessbox.link import trail
from witnessbox.link.trail import Origin, Step, Stored


class Disk(World):
    """Records, and items that were found on one disk."""

    def origins(self, item: str) -> Sequence[Origin]:
        """Where an item was found."""
        return [Origin(accession(1), "Disk 1", "CAM-07/0116.avi", 12, 3)]

    def stored(self, item: str) -> Stored | None:
        """How it is kept."""
        return Stored("objects/ab", "00ff", 1000)


class Story:
    """Footage, an event, an act, a letter, a reply, a resignation."""

    def __init__(self) -> None:
        self.world = w = Disk()
        self.person = w.put("person", {"label": "A"})
        self.event = w.put("event", {"title": "Parcels", "date": "2024-03-12"})
        seen = {"claim": self.event, "how": "supports", "spans": [span(1, 803, 806)]}
        self.support = w.put("support", seen)
        self.against = w.put(
            "support", {"claim": self.event, "how": "contradicts", "by": item(2)}
        )
        told = {"event": self.event, "victim": self.person, "sort": "theft"}
        self.act = w.put("act", told)
        self.letter = self.put("intervention", sort="letter", about=[self.act])
        self.reply = self.outcome(follows=[self.letter], paper=item(8))
        self.resigned = self.outcome(follows=[self.reply])

    def put(self, kind: str, **more: Any) -> str:
        """A titled record with a date."""
        return self.world.put(kind, {"title": "T", "date": "2024-05", **more})

    def outcome(self, **more: Any) -> str:
        """An outcome."""
        return self.put("outcome", sort="resigned", source="A page", **more)


@pytest.fixture
def story() -> Story:
    return Story()


def whys(steps: Sequence[Step]) -> list[str]:
    return [step.why for step in steps]


def test_the_line_reaches_the_file_on_the_disk(story: Story) -> None:
    told = trail.line(story.world, story.resigned)
    assert whys(told.steps) == [
        "outcome.follows",
        "outcome.follows",
        "intervention.about",
        "act.event",
        "support.claim",
        "support.spans",
    ]
    assert told.item == item(1)
    assert told.origins[0].path == "CAM-07/0116.avi"
    assert told.stored == Stored("objects/ab", "00ff", 1000)
    assert told.steps[-1].spans == (span(1, 803, 806),)
    for one, other in zip(told.steps, told.steps[1:], strict=False):
        assert one.on == other.thing


def test_the_same_line_is_walked_forward(story: Story) -> None:
    back = trail.line(story.world, story.resigned)
    forward = trail.forward(story.world, back.item, story.resigned)
    assert forward == tuple(reversed(back.steps))
    assert trail.outcomes_of(story.world, item(1)) == (story.reply, story.resigned)
    assert trail.outcomes_of(story.world, item(99)) == ()
    assert trail.forward(story.world, item(99), story.resigned) == ()


def test_every_step_is_there_from_both_ends(story: Story) -> None:
    world = story.world
    things = [*world.records, *(item(n) for n in (1, 2, 8))]
    behind = {step for one in things for step in _plain(trail.behind(world, one))}
    ahead = {step for one in things for step in _plain(trail.ahead(world, one))}
    assert behind == ahead
    assert len(behind) == 10


def _plain(steps: Any) -> set[tuple[str, str, str, str]]:
    return {(step.thing, step.on, step.why, step.record) for step in steps}


def test_what_contradicts_carries_no_line_and_is_told(story: Story) -> None:
    told = trail.line(story.world, story.resigned)
    found = trail.contradicting(story.world, told.steps)
    assert [(step.thing, step.on) for step in found if step.why == "support.claim"] == [
        (story.event, story.against)
    ]
    story.world.withdraw(story.support)
    again = trail.line(story.world, story.resigned)
    assert again.item == item(8), "the paper of the reply; the footage is gone"


def test_a_paper_is_taken_only_where_no_footage_is(story: Story) -> None:
    lone = story.outcome(paper=item(9))
    assert trail.line(story.world, lone).item == item(9)
    assert trail.line(story.world, lone, item(1)).steps == ()
    assert trail.line(story.world, story.reply).item == item(1)


def test_what_rests_on_nothing_has_no_line(story: Story) -> None:
    lone = story.outcome()
    told = trail.line(story.world, lone)
    assert (told.steps, told.item, told.origins) == ((), "", ())


def test_a_line_to_one_item_of_several(story: Story) -> None:
    other = {"claim": story.act, "how": "supports", "by": item(7)}
    story.world.put("support", other)
    assert trail.line(story.world, story.resigned).item == item(7), "the nearest"
    assert trail.line(story.world, story.resigned, item(1)).item == item(1)


def test_what_one_may_not_read_is_on_no_line(story: Story) -> None:
    story.world.unread.add(story.support)
    assert trail.line(story.world, story.resigned).item == item(8)
    assert trail.outcomes_of(story.world, item(1)) == ()


def test_a_circle_of_outcomes_ends(story: Story) -> None:
    fields = dict(story.world.records[story.reply].fields)
    follows = [*fields["follows"], story.resigned]
    story.world.put("outcome", {**fields, "follows": follows}, record=story.reply)
    assert trail.line(story.world, story.resigned).item == item(1)
