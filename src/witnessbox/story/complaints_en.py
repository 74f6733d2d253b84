# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Complaints written in English: date, sitting, who, unit, words."""

from __future__ import annotations

Row = tuple[str, str, str, str, str]

ENGLISH: tuple[Row, ...] = (
    (
        "2024-03-09",
        "S-05",
        "B. Corrin",
        "hospital",
        (
            "At the hospital desk the doctor began to write my name and stopped, "
            "because the officer behind me shook his finger. I was sent back "
            "without a note."
        ),
    ),
    (
        "2024-03-13",
        "S-06",
        "Elkin Artem",
        "unit 2",
        (
            "I carried boxes on the night of the sixth and again on the eighth and "
            "ninth. On the eleventh they filmed me saying that I had volunteered."
        ),
    ),
    (
        "2024-03-13",
        "S-06",
        "R. Marlin",
        "unit 2",
        (
            "Nobody told us the pay for nights. When I asked, the answer was the "
            "number of an order: fourteen."
        ),
    ),
    (
        "2024-03-13",
        "S-06",
        "T. Osk",
        "unit 3",
        (
            "My parcel from the consulate was listed as received by unit two. I "
            "have never been in unit two."
        ),
    ),
    (
        "2024-03-14",
        "S-13",
        "P. Quillan",
        "unit 1",
        (
            "They open parcels in the store room, on the table under the lamp. I "
            "was told to wait outside and could hear the tape being cut."
        ),
    ),
    (
        "2024-03-14",
        "S-13",
        "Anonymous",
        "unit 2",
        (
            "The man who apologised on the telephone video sleeps above me. He "
            "asked me to say that he was reading."
        ),
    ),
    (
        "2024-03-15",
        "S-13",
        "A. Verhane",
        "unit 4",
        (
            "I was made to sign for eleven nights of voluntary help in one go. The "
            "dates were filled in later."
        ),
    ),
    (
        "2024-03-15",
        "S-14",
        "L. Dubrin",
        "wife of a prisoner",
        (
            "A voice asked me for twelve thousand and said that the film would then"
            " not be shown to his children. I paid. It was shown."
        ),
    ),
    (
        "2024-03-15",
        "S-14",
        "S. Ferro",
        "unit 2",
        (
            "The orderly Zhuravlyov carries for the officers because he is told to."
            " Please do not write that he is one of them."
        ),
    ),
    (
        "next Tuesday",
        "S-14",
        "K. Olm",
        "unit 1",
        "Parcel missing, see above.",
    ),
    (
        "2024-03-16",
        "S-14",
        "M. Tarrant",
        "unit 3",
        (
            "On the thirteenth I saw the lieutenant sign a page in the store room "
            "without looking at what was on the shelf."
        ),
    ),
    (
        "2024-03-17",
        "S-15",
        "J. Ruck",
        "unit 2",
        (
            "An officer I do not know told us that visits were over and that we "
            "should say so at home. He had a camera man before him, or a man with a"
            " camera on his chest."
        ),
    ),
    (
        "2024-03-18",
        "S-15",
        "E. Sando",
        "sister of a prisoner",
        (
            "I came from four hundred kilometres away on the eighteenth. The "
            "barrier stayed down. I left the bag with nobody, because nobody would "
            "take it."
        ),
    ),
    (
        "2024-03-19",
        "S-15",
        "D. Holub",
        "unit 4",
        (
            "They came to count us at two in the morning and then sent six of us to"
            " move shelves. In the register we were asleep."
        ),
    ),
    (
        "2024-03-20",
        "S-15",
        "N. Arkwell",
        "unit 1",
        (
            "I have nothing against the doctor. She wrote down what she was allowed"
            " to write, and once she wrote more."
        ),
    ),
)
