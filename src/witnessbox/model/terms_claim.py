# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Terms of sources, supports and identifications."""

from __future__ import annotations

from witnessbox.model.vocabulary import vocabulary

SOURCE_SORT = vocabulary(
    "source-sort",
    """
person | A person | Человек
insider | A person from inside | Человек изнутри
organisation | A group or body | Группа или организация
camera | A camera system | Система камер
document | Papers | Документы
media | Media | СМИ
court | Court papers | Материалы суда
open | Open sources | Открытые источники
own | Our own work | Наша собственная работа
other | Other | Другое
""",
)
RELIABILITY = vocabulary(
    "reliability",
    """
highly-reliable | Highly reliable | Очень надёжно
reliable | Reliable | Надёжно
unreliable | Unreliable | Ненадёжно
highly-unreliable | Highly unreliable | Очень ненадёжно
unknown | Not known | Неизвестно
""",
    closed=True,
    thesaurus="42",
)
HOW = vocabulary(
    "how",
    """
supports | Supports | Подтверждает
contradicts | Contradicts | Противоречит
neutral | Neither | Ни то ни другое
""",
    closed=True,
)
CONNECTION = vocabulary(
    "connection",
    """
eyewitness | Saw or heard it | Видел или слышал сам
victim | Suffered it | Пострадал сам
participant | Took part in it | Участвовал сам
relayed | Heard of it from others | Знает от других
relative | Is a relative | Родственник
expert | Examined it | Исследовал
recorded | Recorded it | Записал
official | Writes of it officially | Пишет официально
other | Other | Другое
""",
    thesaurus="19",
)
FUNCTION = vocabulary(
    "function",
    """
crime-base | What was done | Само деяние
linkage | Who, and who gave orders | Кто, и кто отдавал приказы
notice | Who knew | Кто знал
contextual | How widespread | Насколько это распространено
lead-only | A lead, no more | Только зацепка
""",
    closed=True,
)
MATERIAL = vocabulary(
    "material",
    """
video | Video | Видео
audio | Sound recording | Звукозапись
photograph | Photograph | Фотография
letter | Letter | Письмо
complaint | Complaint | Жалоба
interview | Interview | Интервью
order | Order or rule | Приказ или правило
register | Register or log | Журнал или реестр
medical | Medical paper | Медицинский документ
court | Court paper | Судебный документ
article | Article or broadcast | Статья или передача
message | Message | Сообщение
map | Map or plan | Карта или план
other | Other | Другое
""",
    thesaurus="16",
)
GRADE = vocabulary(
    "grade",
    """
candidate | Candidate | Предположительно
probable | Probable | Вероятно
established | Established | Установлено
""",
    closed=True,
)
IDENTIFICATION_METHOD = vocabulary(
    "identification-method",
    """
self | Says so themselves | Назвал себя сам
acquaintance | Recognised by one who knows them | Узнан знакомым
named | Called by name in the recording | Назван по имени в записи
name-visible | Name or papers can be read | Видно имя или документ
uniform | Uniform, badge or number | Форма, знак или номер
voice | Voice | Голос
face-examiner | Faces compared by a trained examiner | Лица сравнил обученный эксперт
face-member | Faces compared by a member | Лица сравнил участник
lineup | Photo line-up | Опознание по фотографиям
place-and-duty | Place, time and duty roster | Место, время и график дежурств
document | Papers that name them | Документы, где он назван
publication | Named in a publication | Назван в публикации
machine | A machine's candidate | Кандидат от машины
other | Other | Другое
""",
)
STRENGTH = vocabulary(
    "strength",
    """
strong | Strong | Сильный довод
moderate | Moderate | Средний довод
limited | Limited | Слабый довод
none | No weight either way | Ничего не доказывает
""",
    closed=True,
)
VOCABULARIES = (
    SOURCE_SORT, RELIABILITY, HOW, CONNECTION, FUNCTION, MATERIAL, GRADE,
    IDENTIFICATION_METHOD, STRENGTH,
)  # fmt: skip
