# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is kept of a recogniser's text: nothing beside voice, no loops, no credits."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from witnessbox.analysis import invented, packing, transcript
from witnessbox.analysis.packing import Piece, Stretch
from witnessbox.analysis.transcript import Dropped, Heard, Judge, Turn, Word


def words(text: str, start: int = 0, each: int = 300, score: int = 900) -> list[Word]:
    """The words of a text, one after the other without a pause."""
    return [
        Word(start + at * each, start + (at + 1) * each, part, score)
        for at, part in enumerate(text.split())
    ]


def heard(
    said: Sequence[Word],
    voice: Sequence[tuple[int, int, int]] | None = None,
    doubt: Mapping[str, float] = MappingProxyType({}),
) -> Heard:
    """A stretch in Russian, all of it voice and without doubt unless said."""
    whole = ((said[0].start, said[-1].end, 900),) if said else ()
    return Heard(
        "ru",
        "ru",
        tuple(said),
        doubt.get("no_speech", 0.01),
        doubt.get("logprob", -0.2),
        doubt.get("ratio", 1.2),
        tuple(voice) if voice is not None else whole,
    )


def kept(said: Heard) -> tuple[str, dict[Dropped, int]]:
    judge = Judge()
    turns = list(judge.turns(said))
    return " ".join(turn.text for turn in turns), dict(judge.dropped)


def test_what_people_say_is_kept_whole() -> None:
    text = "Поставь машину у ворот. Документы у него, да, да, да. Спасибо за помощь."
    assert kept(heard(words(text))) == (text, {})


@pytest.mark.parametrize(
    "text",
    [
        "Продолжение следует...",
        "Субтитры сделал кто-то там",
        "Субтитры создавал Некто",
        "Редактор субтитров А. Б. Корректор В. Г.",
        "Спасибо за просмотр!",
        "Подписывайтесь на мой канал!",
        "Thanks for watching!",
        "Thank you for watching.",
        "Please subscribe to my channel.",
        "Subtitles by the community",
    ],
)
def test_credits_are_taken_out_wherever_they_stand(text: str) -> None:
    before = words("Он стоял у ворот.")
    said = [*before, *words(text, start=before[-1].end)]
    got, dropped = kept(heard(said))
    assert got == "Он стоял у ворот."
    assert dropped == {Dropped.PHRASE: len(text.split())}


@pytest.mark.parametrize(
    "text",
    [
        "Продолжение работ следует из приказа.",
        "Спасибо за просмотр документов, которые я привез.",
        "Субтитры на экране я не разобрал.",
        "Thank you for watching the gate.",
    ],
)
def test_sentences_that_only_begin_like_credits_are_kept(text: str) -> None:
    assert kept(heard(words(text)))[0] == text


@pytest.mark.parametrize("text", ["Спасибо.", "Thank you.", "you", "Пока!", "Музыка"])
def test_fillers_are_dropped_where_nothing_else_is_heard_and_doubt_is_left(
    text: str,
) -> None:
    weak = words(text, score=400)
    assert kept(heard(weak)) == ("", {Dropped.PHRASE: len(weak)})
    # The controls: the same where it is certain, and among other words.
    assert kept(heard(words(text, score=990)))[0] == text
    assert text in kept(heard([*words("Возьми."), *words(text, 300, score=400)]))[0]


def test_words_beside_voice_are_dropped() -> None:
    said = [*words("Здесь говорят."), *words("А здесь нет.", start=5000)]
    got, dropped = kept(heard(said, [(0, 700, 900)]))
    assert (got, dropped) == ("Здесь говорят.", {Dropped.OUTSIDE: 3})


@pytest.mark.parametrize(
    ("doubt", "reason"),
    [
        ({"no_speech": 0.7, "logprob": -1.1}, Dropped.NO_SPEECH),
        ({"logprob": -1.6}, Dropped.DOUBT),
    ],
)
def test_what_the_recogniser_doubts_itself_is_dropped(
    doubt: dict[str, float], reason: Dropped
) -> None:
    said = words("Никто этого не говорил")
    assert kept(heard(said, None, doubt)) == ("", {reason: 4})


@pytest.mark.parametrize("doubt", [{"no_speech": 0.7}, {"logprob": -1.1}])
def test_one_doubt_alone_drops_nothing(doubt: dict[str, float]) -> None:
    said = words("Это было сказано тихо")
    assert kept(heard(said, None, doubt))[0] == "Это было сказано тихо"


def test_a_guess_over_weak_voice_is_dropped_and_over_strong_voice_kept() -> None:
    said = words("неясные слова", score=300)
    assert kept(heard(said, [(0, 600, 550)]))[1] == {Dropped.DOUBT: 2}
    assert kept(heard(said, [(0, 600, 900)]))[0] == "неясные слова"


def test_a_stretch_that_is_one_loop_is_dropped_whole() -> None:
    said = words("и так " * 40)
    assert kept(heard(said, None, {"ratio": 9.0})) == ("", {Dropped.LOOP: 80})


def test_a_third_segment_with_the_same_text_is_dropped() -> None:
    judge = Judge()
    said = [list(judge.turns(heard(words("Говорит Москва.", at)))) for at in (0, 1, 2)]
    assert [len(turns) for turns in said] == [1, 1, 0]
    assert judge.dropped == {Dropped.REPEATED: 2}
    assert len(list(judge.turns(heard(words("Иное дело."))))) == 1


@given(st.lists(st.sampled_from("abcd"), max_size=60))
def test_what_is_left_of_loops_is_a_part_in_order_without_loops(
    said: list[str],
) -> None:
    left = invented.without_loops(said)
    assert left == sorted(set(left))
    again = [said[at] for at in left]
    # A loop of loops may be left; what is left never grows.
    assert len(invented.without_loops(again)) <= len(again)
    if len(left) == len(said):
        assert all(len(set(said[at : at + 6])) > 1 for at in range(len(said) - 5))


@given(
    st.lists(st.sampled_from("abcdefgh"), min_size=3, max_size=9, unique=True),
    st.integers(4, 9),
)
def test_a_loop_is_said_once(pattern: list[str], times: int) -> None:
    said = ["x", *(pattern * times), "y"]
    left = [said[at] for at in invented.without_loops(said)]
    assert left == ["x", *pattern, "y"]


Times = st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 900)), min_size=1)


@given(Times, st.data())
def test_segments_hold_every_word_once_in_order(
    steps: list[tuple[int, int]], data: st.DataObject
) -> None:
    said, at = [], 0
    for pause, length in steps:
        at += pause
        text = data.draw(st.sampled_from(["слово", "конец.", "да?"]))
        said.append(Word(at, at + length, text, 500))
        at += length
    cut = list(transcript.cut(said))
    assert [word for turn in cut for word in turn] == said
    for turn in cut:
        assert all(not invented.ends_sentence(word.text) for word in turn[:-1])
        assert turn[-1].start - turn[0].start < transcript.MAX_TURN + 4000


Chances = st.dictionaries(
    st.sampled_from(["ru", "en", "uk", "pl", "kk"]), st.floats(0, 1), min_size=1
)


@given(Chances, st.permutations(["ru", "en"]))
def test_a_language_is_named_only_where_it_is_certain(
    chances: dict[str, float], expected: list[str]
) -> None:
    decoded, named = transcript.language(chances, expected)
    if named != transcript.UNKNOWN:
        assert decoded == named
        assert chances[named] == max(chances.values())
        assert chances[named] >= transcript.CONFIDENT
    if decoded not in expected:
        assert chances[decoded] >= transcript.SURE_OF_OTHER
    if max(chances.values()) < transcript.LIKELY:
        assert decoded == expected[0]


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("en", ("en",)),
        ("en, ru", ("en", "ru")),
        ("", ("ru", "en")),
        (",", ("ru", "en")),
        ("<|ru|>", ("ru", "en")),
    ],
)
def test_the_expected_languages_are_a_setting(
    setting: str, expected: tuple[str, ...]
) -> None:
    assert transcript.languages(setting) == expected


def test_a_doubtful_foreign_language_is_written_as_an_expected_one() -> None:
    # A robotic voice in Russian, as it was measured.
    assert transcript.language({"pl": 0.39, "ru": 0.3, "en": 0.02}) == ("ru", "unknown")
    assert transcript.language({"uk": 0.95, "ru": 0.04}) == ("uk", "uk")
    assert transcript.language({"en": 0.97, "ru": 0.01}) == ("en", "en")


def test_a_short_stretch_leans_on_the_rest_of_the_item() -> None:
    item = {"ru": 60.0, "en": 1.0}
    short = transcript.blend({"ru": 0.2, "pl": 0.6}, item, 1.0)
    long = transcript.blend({"ru": 0.01, "pl": 0.98}, item, 25.0)
    assert transcript.language(short)[0] == "ru"
    assert transcript.language(long)[0] == "pl"


@given(st.lists(st.tuples(st.integers(1, 5000), st.integers(1, 28 * 16_000))))
def test_stretches_hold_every_piece_once_and_fit(
    steps: list[tuple[int, int]],
) -> None:
    pieces = _pieces(steps)
    stretches = list(packing.pack(pieces))
    assert [piece for one in stretches for piece in one.pieces] == pieces
    assert all(0 < one.length <= packing.FULL for one in stretches)
    # No two neighbours would have fitted into one.
    for first, second in itertools.pairwise(stretches):
        assert first.length + second.pieces[0].length > packing.FULL


@given(
    st.lists(
        st.tuples(st.integers(1, 5000), st.integers(160, 80_000)),
        min_size=1,
        max_size=6,
    ),
    st.floats(-1, 40),
    st.floats(0, 3),
)
def test_times_lead_back_into_one_piece(
    steps: list[tuple[int, int]], start: float, length: float
) -> None:
    stretch = Stretch(tuple(_pieces(steps)))
    first, second = stretch.span(start, start + length)
    assert first <= second
    assert any(p.start <= first and second <= p.end for p in stretch.pieces)


def test_a_time_in_the_second_piece_is_after_the_silence() -> None:
    stretch = Stretch(tuple(_pieces([(1000, 32_000), (60_000, 16_000)])))
    assert stretch.span(0.5, 0.75) == (1500, 1750)
    assert stretch.span(2.25, 2.5) == (63_250, 63_500)


@given(
    st.lists(
        st.tuples(st.integers(1, 5000), st.integers(160, 80_000)),
        min_size=1,
        max_size=6,
    ),
    st.floats(0, 30),
)
def test_what_is_left_of_a_stretch_is_its_end_with_the_same_clock(
    steps: list[tuple[int, int]], seconds: float
) -> None:
    stretch = Stretch(tuple(_pieces(steps)))
    left = stretch.after(seconds)
    if left is None:
        return
    whole = {piece.key: piece for piece in stretch.pieces}
    for piece in left.pieces:
        before = whole[piece.key]
        assert piece.skip + piece.length == before.length
        assert abs(piece.start - before.start - piece.skip / 16) < 1
        assert piece.voice[0] >= before.voice[0]
        assert piece.voice[1] == before.voice[1]
    assert left.length <= stretch.length - round(seconds * 16_000)
    voiced = sum(piece.voice[1] - piece.voice[0] for piece in left.pieces)
    assert voiced >= packing.WORTH


def test_a_words_end_is_not_worth_asking_again() -> None:
    stretch = Stretch(tuple(_pieces([(0, 80_000)])))
    assert stretch.after(3.6) is None
    assert stretch.after(3.4) is not None


def _pieces(steps: list[tuple[int, int]]) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for number, (pause, length) in enumerate(steps):
        at += pause
        piece = Piece(at, length, (at, at + length * 1000 // 16_000, 900), number)
        pieces.append(piece)
        at = piece.end
    return pieces


def test_a_turn_has_its_words_text_and_mean_score() -> None:
    turn = Turn("ru", (Word(0, 1, "Да,", 800), Word(1, 2, "вижу.", 601)))
    assert (turn.text, turn.score) == ("Да, вижу.", 700)
