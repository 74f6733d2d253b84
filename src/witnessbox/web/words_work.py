# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Labels and reasons in words: what to expect, and why an item comes now."""

from __future__ import annotations

from collections.abc import Mapping

from witnessbox.link.order import Reason
from witnessbox.web import words, words_found, words_terms
from witnessbox.web.tongue import N_, gettext, ngettext

ANSWERED = {
    "sound": {
        "yes": N_("Suffering can be heard"),
        "unknown": N_("Nobody has said whether suffering can be heard"),
    },
    "sexual": {
        "yes": N_("Sexual"),
        "unknown": N_("Nobody has said whether it is sexual"),
    },
    "child": {
        "yes": N_("A child"),
        "unknown": N_("Nobody has said whether a child is in it"),
    },
    "death": {
        "yes": N_("Death"),
        "unknown": N_("Nobody has said whether somebody dies"),
    },
}
"""What a label answers; a no is not said."""

QUESTIONS = {
    "sound": N_("Can suffering be heard?"),
    "sexual": N_("Is it sexual?"),
    "child": N_("Is a child in it?"),
    "death": N_("Does somebody die?"),
}
SEVERITIES = {
    "0": N_("0: nothing distressing"),
    "1": N_("1: mild"),
    "2": N_("2: distressing"),
    "3": N_("3: severe"),
    "4": N_("4: the worst"),
}
_REASONS = {
    "movement": N_("Something moves, as a machine measures"),
    "night": N_("At night, as something says"),
    "hidden": N_("Parts of the film are hidden by its own edit list"),
    "clock": N_("A clock stands in the picture"),
    "text": N_("Writing stands in the picture"),
    "sensitive": N_("Comes later, with care: a machine takes it for sensitive"),
    "second-look": N_("Somebody asked for a second look"),
    "rare": N_("There are only a few items of its device"),
}


def severity(value: int) -> str:
    """A severity, in a few words."""
    return gettext("Severity %(severity)s of 4", severity=value)


def unlabelled() -> str:
    """What has no label counts as the worst."""
    return gettext("Not labelled: expect the worst")


def reason(why: Reason, names: Mapping[str, str]) -> str:
    """One reason why an item comes now."""
    if why.code == "asked":
        return gettext(
            "Asked for by %(member)s: %(priority)s",
            member=words.plain(names.get(why.member, why.member)),
            priority=words_terms.term("priority", why.name),
        )
    if why.code == "faces":
        return ngettext(
            "%(num)s face at once, as a machine counts",
            "%(num)s faces at once, as a machine counts",
            why.count,
        )
    if why.code == "persons":
        return ngettext(
            "%(num)s person, as a machine follows them",
            "%(num)s persons, as a machine follows them",
            why.count,
        )
    if why.code == "speech" and why.name:
        return gettext(
            "Speech, as a machine guesses: %(language)s",
            language=words_found.language(why.name),
        )
    if why.code == "speech":
        return gettext("Speech, as a machine guesses")
    return words.said(_REASONS, why.code)
