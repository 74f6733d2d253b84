# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What may be wrong with a statement, in words.

What holds: each code that the model or a rule gives has a sentence; a test finds the
codes in the source.
"""

from __future__ import annotations

from witnessbox.web.tongue import N_

PROBLEMS = {
    "missing": N_("This is needed."),
    "no-such-field": N_("This kind of record has no such field."),
    "not-text": N_("One line of at most 1000 characters is needed."),
    "not-long": N_("Text of at most 200 000 characters is needed."),
    "not-term": N_("Choose one of the terms."),
    "not-terms": N_("Choose among the terms."),
    "not-date": N_("Not a date: write 2024-03-09, 2024-03, 2024 or 2024-03/2024-05."),
    "not-number": N_("A whole number is needed."),
    "not-flag": N_("Choose yes or no."),
    "not-link": N_("Choose a record."),
    "not-links": N_("Choose records."),
    "not-span": N_("Mark a part of an item."),
    "not-spans": N_("Mark parts of items: from is before to."),
    "not-member": N_("Choose a member."),
    "not-language": N_("Write a language's code, as ru, en or ru-Latn."),
    "twice": N_("The same is there twice."),
    "wrong-kind": N_("This may not lead to a record of that kind."),
    "not-there": N_("What it leads to is not there, or was withdrawn."),
    "no-such-stream": N_("The file has no such stream."),
    "outside-its-time": N_("The file does not last so long, or begins later."),
    "has-no-time": N_("This has no time: mark all of it, or a part of the picture."),
    "not-such-a-record": N_("This id belongs to another kind of record."),
    "not-your-role": N_("Your role in this group may not state this."),
    "not-yours": N_("Only its first author may change it; state your own."),
    "not-a-speaker": N_("Only a member who speaks the language may confirm it."),
    "why-too-long": N_("The reason has more than 2000 characters."),
    "too-many": N_("So many do not go into one record."),
    "no-such-term": N_("No such term is defined. Choose one, or add it first."),
    "retired-term": N_("This term is no longer to be chosen."),
    "circle": N_("This would lead back to the record itself."),
    "fixed": N_("This cannot be changed any more: state a record of its own."),
    "ends-before-it-begins": N_("It ends before it begins."),
    "name-of-victim": N_(
        "The name of somebody who suffered belongs with the identities: tie a name."
    ),
    "name-on-record": N_(
        "A name that lies with the identities is in this. Write it without."
    ),
    "name-read-already": N_(
        "What everyone reads of this person holds this name. Change that record first."
    ),
    "death-untold": N_(
        "Record first what is known of the death, or say that nothing is known."
    ),
    "seen-after-death": N_("Nobody is seen alive after they died."),
    "not-a-count": N_("At least one."),
    "not-a-group": N_("Only a group has numbers."),
    "least-above-most": N_("The least is above the most."),
    "needs-reason": N_("Say why, in a few words."),
    "needs-support": N_("This needs something on record that supports it."),
    "needs-independent-supports": N_(
        "This needs two supports that do not come from one source."
    ),
    "outside-its-post": N_("There was no such post at that time."),
    "outside-its-event": N_("The act lies outside the time of its event."),
    "victim-involved": N_("Nobody takes part in an act against themselves unforced."),
    "not-an-age": N_("No age that people reach."),
    "not-the-holder": N_("That post was held by somebody else."),
    "not-in-post": N_("That post was not held at the time of the act."),
    "coerced-by-self": N_("Nobody forces themselves."),
    "needs-coercion-act": N_(
        "Forcing is itself an act: state it, against the person who was forced."
    ),
    "needs-two-members": N_("This grade needs the grounds of two members."),
    "needs-independent-grounds": N_(
        "This grade needs two members' grounds on sources that do not depend on"
        " each other."
    ),
    "needs-strong-grounds": N_("This grade needs strong grounds of two members."),
    "contradicted": N_("Something on record speaks against this grade."),
    "not-shown": N_("Nothing with that number was shown."),
    "needs-fillers": N_(
        "A line-up shows at least six different pictures, five of them of others."
    ),
    "needs-lineup": N_("Name the record of the line-up."),
    "of-another-claim": N_("That line-up was held for another identification."),
    "needs-source": N_("Say where it is known from."),
    "before-what-it-follows": N_("It lies before what it came after."),
    "answered-before-asked": N_("The answer lies before the question."),
    "not-severity": N_("A number from 0 to 4."),
    "needs-legal-officer": N_("Only the legal officer may do this."),
    "own-second-look": N_("A second look is for somebody who did not work on it."),
    "needs-description": N_("Nobody described this: say why it can be closed."),
    "needs-identities": N_("Only who holds the identities may do this."),
    "coded-already": N_("You have coded this already in this round."),
    "needs-two-codes": N_("Two codes are needed to decide between."),
    "needs-third-member": N_("Only a third member decides between two."),
    "not-of-this-unit": N_("These codes are not of the same span and variable."),
    "adjudicated": N_("This was decided; the first codes stay as they are."),
    "no-such-member": N_("There is no such member."),
    "needs-coders": N_("A round needs a coder, and two where items are coded twice."),
    "no-such-round": N_("There is no such round."),
    "round-closed": N_("The round was closed and stays so: set up another."),
    "round-open": N_("Two codes are decided between once the round is closed."),
    "not-in-your-lot": N_("The lot did not give you this item."),
    "not-of-this-round": N_("The round does not code this."),
    "not-a-value": N_("Not one of this variable's values."),
    "not-a-share": N_("A number from 0 to 100."),
    "not-one-picture": N_("One picture is needed: an item, its time, and no end."),
    "not-a-moment": N_("A day and a time of day are needed: 2024-03-05 14:12:24."),
    "not-a-length": N_("Seconds are needed, and more than none: 2, 0.5 or 1/25."),
    "needs-shown-time": N_("Write down what the clock in the picture shows."),
    "needs-other-picture": N_("Mark one picture of another item that shows it too."),
    "needs-time-there": N_("First state a true time on that other item itself."),
    "surer-than-there": N_(
        "No surer than what is held of the other camera: widen it, or mend the time."
    ),
    "no-such-vocabulary": N_("There is no such vocabulary."),
    "closed-vocabulary": N_("To this vocabulary no terms are added."),
    "term-exists": N_("There is such a term already."),
    "term-renamed": N_(
        "Records were made with this term: add another that takes its place."
    ),
    "term-stays": N_("A term stays: mark it as no longer to be chosen."),
    "receipt-taken": N_("Another complaint has this number of receipt."),
    "account-first": N_("First the account, stated and locked; then this."),
    "account-locked": N_("The account is locked. Write what was added as a note."),
    "none-and-others": N_("None, or others: not both."),
    "needs-referral": N_("Ask what help is needed before it is closed."),
    "needs-follow-up": N_("Say until when help is arranged."),
    "language-of-original": N_("The original is in this language already."),
    "told-before": N_(
        "This person told their account before. Asking again needs a reason and a"
        " second member's approval."
    ),
    "not-approved": N_("No second member has approved this, or one said no."),
    "of-somebody-else": N_("This was approved for somebody else."),
    "used-already": N_("This was approved for one interview, which took place."),
    "needs-who": N_("Say who is to be asked again."),
    "needs-second-member": N_("A second member says this, not the one who asked."),
    "not-a-mapping": N_("A line each: a field or a dash, an equals sign, the title."),
    "needs-two-items": N_("Name two items or more."),
    "mapped-twice": N_("Two columns are mapped to one field."),
}
"""What may be wrong with a statement, by the codes of its problems."""
