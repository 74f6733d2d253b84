# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Terms of labels, of work and of coding."""

from __future__ import annotations

from witnessbox.model.vocabulary import vocabulary

CATEGORY = vocabulary(
    "category",
    """
routine | Everyday routine | Повседневность
empty | Nothing happens | Ничего не происходит
talk | Talk or questioning | Разговор или допрос
paperwork | Papers or signing | Бумаги или подпись
transport | Moving persons or goods | Перемещение людей или вещей
search | Search | Обыск
restraint | Restraint | Ограничение движений
violence | Violence | Насилие
sexual-violence | Sexual violence | Сексуальное насилие
degradation | Degradation | Унижение
threat | Threat | Угроза
forced-statement | Forced statement | Принуждение к заявлению
injury | Injury | Телесные повреждения
medical | Medical care | Медицинская помощь
death | Death | Смерть
self-harm | Self-harm | Самоповреждение
money | Money or goods change hands | Передача денег или вещей
screen | Screen or papers filmed | Съёмка экрана или бумаг
private | Private and not relevant | Личное, к делу не относится
other | Other | Другое
""",
)
WORK_STATE = vocabulary(
    "work-state",
    """
unseen | Unseen | Не просмотрено
triaged | Triaged | Разобрано
described | Described | Описано
second-look | Second look | Второй просмотр
closed | Closed | Закончено
""",
    closed=True,
)
SURENESS = vocabulary(
    "sureness",
    """
certain | Certain | Уверен
likely | Likely | Вероятно
unsure | Unsure | Не уверен
""",
    closed=True,
)
CLOCK_GROUND = vocabulary(
    "clock-ground",
    """
burned-in | The clock in the picture | Часы в кадре
signal | A time signal that is seen or heard | Сигнал точного времени
other-camera | The same moment, seen by another camera | Тот же миг на другой камере
paper | A paper that says the time | Бумага, где указано время
witness | A witness who was there | Свидетель, который там был
metadata | What the file says of itself | То, что файл говорит о себе
other | Other | Другое
""",
)
VARIABLE = vocabulary(
    "variable",
    """
act | Type of act | Вид действия
method | Method | Способ
persons | How many persons | Сколько людей
victims | How many who suffer it | Сколько пострадавших
role | Role of the person | Роль человека
officials | Whether officials are present | Есть ли должностные лица
place | Kind of place | Вид места
uniform | Uniform | Форма
order | Whether an order is heard | Слышен ли приказ
filming | Whether somebody films | Снимает ли кто-то
coerced | Whether somebody is forced to take part | Принуждают ли к участию
severity | Severity | Тяжесть
""",
)
VOCABULARIES = (CATEGORY, WORK_STATE, SURENESS, CLOCK_GROUND, VARIABLE)
