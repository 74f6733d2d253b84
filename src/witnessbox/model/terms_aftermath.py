# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Terms of interventions and outcomes."""

from __future__ import annotations

from witnessbox.model.vocabulary import vocabulary

INTERVENTION = vocabulary(
    "intervention",
    """
letter | Letter | Письмо
complaint | Complaint to an authority | Жалоба властям
criminal-complaint | Report of a crime | Заявление о преступлении
court | Application to a court | Обращение в суд
un-communication | Communication to the United Nations | Сообщение в ООН
urgent-appeal | Urgent appeal | Срочный призыв
sanctions | Submission on sanctions | Обращение о санкциях
visit | Visit | Посещение
publication | Publication | Публикация
meeting | Meeting | Встреча
press | Word to the press | Обращение к прессе
aid | Medical, legal or other aid | Медицинская, юридическая или иная помощь
other | Other | Другое
""",
)
RESPONSE = vocabulary(
    "response",
    """
none | No answer | Нет ответа
receipt | Receipt only | Только уведомление о получении
promised | Action promised | Обещаны меры
partial | Answered in part | Ответ частичный
full | Answered in full | Ответ полный
denied | Denied | Отрицание
refused | Refused | Отказ
forwarded | Passed on to others | Передано другим
hostile | Threat or pressure | Угроза или давление
""",
)
IMPACT = vocabulary(
    "impact",
    """
none | None seen | Не видно
inquiry | Inquiry opened | Начата проверка
stopped | The wrong stopped | Нарушение прекратилось
moved | Victim moved to safety | Пострадавший переведён в безопасное место
care | Medical care given | Оказана медицинская помощь
released | Victim released | Пострадавший освобождён
official-left | An official left the post | Должностное лицо ушло с должности
charged | Somebody was charged | Кому-то предъявлено обвинение
convicted | Somebody was convicted | Кто-то осуждён
redress | Redress given | Возмещён вред
reprisal | Reprisals | Месть
worse | It became worse | Стало хуже
""",
)
INTERVENTION_STATUS = vocabulary(
    "intervention-status",
    """
planned | Planned | Задумано
drafted | Drafted | Подготовлено
sent | Sent | Отправлено
waiting | Waiting for an answer | Ждём ответа
answered | Answered | Получен ответ
closed | Closed | Закрыто
withdrawn | Withdrawn | Отозвано
""",
)
PRIORITY = vocabulary(
    "priority",
    """
urgent | Urgent | Срочно
high | High | Высокий
normal | Normal | Обычный
low | Low | Низкий
""",
    closed=True,
)
OUTCOME = vocabulary(
    "outcome",
    """
reply | Reply | Ответ
inquiry-opened | Inquiry opened | Начата проверка
inquiry-refused | Inquiry refused | В проверке отказано
case-opened | Criminal case opened | Возбуждено уголовное дело
case-closed | Criminal case closed | Уголовное дело прекращено
charged | Charged | Предъявлено обвинение
convicted | Convicted | Осуждён
acquitted | Acquitted | Оправдан
reprimand | Reprimand | Выговор
suspended | Suspended | Отстранён
dismissed | Dismissed | Уволен
resigned | Resigned | Ушёл в отставку
transferred | Transferred | Переведён
promoted | Promoted | Повышен
sanctioned | Put under sanctions | Под санкциями
warrant | Warrant or search | Розыск или обыск
retaliation | Retaliation | Месть
rule-changed | Rule changed | Изменено правило
visit-ban | Ban on visits | Запрет свиданий
victim-moved | Victim moved to safety | Пострадавший переведён в безопасное место
victim-released | Victim released | Пострадавший освобождён
redress | Redress | Возмещение вреда
denial | Public denial | Публичное отрицание
other | Other | Другое
""",
)
VOCABULARIES = (INTERVENTION, RESPONSE, IMPACT, INTERVENTION_STATUS, PRIORITY, OUTCOME)
