# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Terms of events, acts and involvements, of the law's elements, of clinicians.

Source: the Convention against Torture, article 1; Istanbul Protocol 2022, the five
degrees of consistency; numbers of HURIDOCS's lists 4, 5, 18, 37, 38 and 41.
"""

from __future__ import annotations

from witnessbox.model.vocabulary import vocabulary

VERIFICATION = vocabulary(
    "verification",
    """
unknown | Not verified | Не проверено
confirmed-violation | Confirmed as a violation | Подтверждено как нарушение
confirmed-similar | Confirmed as a similar act | Подтверждено как сходное действие
confirmed-no-violation | Confirmed as no violation | Подтверждено, что нарушения нет
likely | Likely | Вероятно
possible | Possible | Возможно
unlikely | Unlikely | Маловероятно
""",
    closed=True,
    thesaurus="41",
)
ACT = vocabulary(
    "act",
    """
torture | Torture | Пытка | 020111110000
rape | Rape | Изнасилование | 020111010000
sexual-assault | Sexual assault | Сексуальное насилие | 020111030000
beating | Beating | Избиение
ill-treatment | Other ill-treatment | Иное жестокое обращение
threat | Threat | Угроза | 020103010000
death-threat | Threat of death | Угроза убийством | 020103020000
death-in-custody | Death in custody | Смерть под стражей | 010106010000
death-by-torture | Death as a consequence of torture | Смерть вследствие пыток \
| 010190010000
extortion | Extortion | Вымогательство | 130104000000
theft | Taking of belongings | Отъём имущества
denied-care | Refusal of medical care | Отказ в медицинской помощи | 360102040000
forced-labour | Forced or unpaid labour | Принудительный или неоплаченный труд
forced-statement | Forced statement or apology | Принуждение к заявлению или извинению
coerced-participation | Being forced to take part in an act against another \
| Принуждение к участию в насилии над другим
filming | Being filmed as part of the act | Съёмка как часть насилия
threat-to-publish | Threat to publish a recording | Угроза опубликовать запись
isolation | Isolation | Изоляция
press-cell | Transfer to a press cell or such a hospital | Перевод в «пресс-хату» или \
такую больницу
reprisal | Reprisal for a complaint | Месть за жалобу
visit-ban | Ban on visits or letters | Запрет свиданий или писем
other | Other | Другое
""",
    thesaurus="4",
)
METHOD = vocabulary(
    "method",
    """
beating | Beating | Избиение | 0301
blows | Slaps, kicks, punches | Пощёчины, пинки, удары кулаком | 030101
struck | Blows with sticks, whips or rifle butts | Удары палками, плетьми, прикладами \
| 030102
soles | Blows on the soles | Удары по ступням | 030104
rape | Rape | Изнасилование | 0305
rape-object | Rape with an object | Изнасилование предметом | 030502
electric | Electric shock | Электрический ток | 0308
asphyxiation | Asphyxiation | Удушение | 0309
bag | Bag over the head | Пакет на голове | 030902
strangulation | Strangulation | Сдавливание шеи | 0310
posture | Forced posture | Вынужденная поза | 0311
suspension | Suspension | Подвешивание | 031101
deprivation | Deprivation | Лишение необходимого | 0315
deprived-care | Deprivation of medical care | Лишение медицинской помощи | 031503
immobilised | Immobilisation | Обездвиживание | 0317
bound | Binding | Связывание | 031701
isolation | Isolation | Изоляция | 0318
sensory | Sensory stress | Воздействие на органы чувств | 0319
blindfold | Blindfolding | Завязывание глаз | 031904
psychological | Psychological methods | Психологическое воздействие | 0320
degradation | Degradation | Унижение | 0321
nakedness | Forced nakedness | Принудительное раздевание | 032102
degrading-acts | Forced degrading acts | Принуждение к унизительным действиям | 032103
threats | Threats | Угрозы | 0322
witnessing | Being made to witness | Принуждение быть свидетелем | 0324
drugs | Drugs | Медикаменты и вещества | 0325
filming | Filming as part of the act | Съёмка как часть насилия
by-prisoners | Carried out by prisoners on instruction | Руками заключённых по указанию
body-camera | Body camera worn by a prisoner | Нагрудная камера у заключённого
confiscation | Taking away of parcels or money | Отъём передач или денег
other | Other | Другое
""",
    thesaurus="5",
)
INTENT = vocabulary(
    "intent",
    """
information | To get information | Получить сведения
confession | To get a confession | Получить признание
intimidation | To intimidate the victim | Запугать пострадавшего
intimidation-others | To intimidate others | Запугать других
punishment | To punish | Наказать
personality | To break the person | Сломать личность
opposition | To break opposition | Подавить сопротивление
sadism | For the pleasure of it | Ради удовольствия
extortion | To get money or goods | Получить деньги или имущество
discrimination | Out of discrimination | Из дискриминации
silence | To prevent complaints | Не допустить жалоб
other | Other | Другое
""",
    thesaurus="38",
)
MEDICAL = vocabulary(
    "medical",
    """
none-present | No medical staff present | Медиков не было
present-before | Medical staff present before | Медики были до
participated | Medical staff took part | Медики участвовали
present-after | Medical staff present after | Медики были после
requested | Attention was asked for | Помощь просили
no-attention | No attention was given | Помощь не оказана
limited | Limited attention was given | Оказана ограниченная помощь
adequate | Adequate attention was given | Оказана должная помощь
""",
    thesaurus="37",
)
END_STATUS = vocabulary(
    "end-status",
    """
same-place | Stayed where they were held | Остался там же
hospital | Taken to hospital | Переведён в больницу
transferred | Moved elsewhere | Переведён в другое место
isolated | Put in isolation | Помещён в изолятор
released | Released | Освобождён
injured | Injured | Ранен
dead | Dead | Умер
missing | Missing | Пропал
""",
    thesaurus="25",
)
YES_NO = vocabulary(
    "yes-no",
    """
yes | Yes | Да
no | No | Нет
unknown | Not known | Неизвестно
""",
    closed=True,
)
ATTRIBUTION = vocabulary(
    "attribution",
    """
admitted | Officially admitted | Официально признано
denied | Officially denied | Официально отрицается
silent | No official word | Официального ответа нет
contradicted | Official words contradict each other | Официальные слова расходятся
""",
)
DEGREE = vocabulary(
    "degree",
    """
carried-out | Directly carried out | Непосредственно совершал | 0101
gave-orders | Gave orders | Отдавал приказы | 0102
passive | Passive accomplice | Пассивный соучастник | 0103
present | Was present | Присутствовал | 0104
planned | Planned | Планировал | 0105
suspected | Suspected | Подозревается | 0106
policy | Made the policy that violates | Создал преступные правила | 0301
policy-carried-out | Carried out the policy | Исполнял преступные правила | 04
failed-authority | Failed to exercise authority | Не применил власть | 0501
failed-to-act | Failed to act on knowledge | Знал и не действовал | 0502
failed-to-prevent | Failed to prevent | Не предотвратил | 0503
political | General political responsibility | Общая политическая ответственность | 06
filmed | Filmed | Снимал
helped | Helped or encouraged | Помогал или подстрекал
""",
    thesaurus="18",
)
ELEMENT = vocabulary(
    "element",
    """
severity | Severe pain or suffering | Сильная боль или страдание
intent | Inflicted intentionally | Причинено умышленно
purpose-information | Purpose: information | Цель: сведения
purpose-confession | Purpose: confession | Цель: признание
purpose-punishment | Purpose: punishment | Цель: наказание
purpose-intimidation | Purpose: intimidation or coercion \
| Цель: запугивание или принуждение
purpose-discrimination | Reason based on discrimination | Причина: дискриминация
official-by | By a public official | Совершено должностным лицом
official-instigation | At an official's instigation \
| По подстрекательству должностного лица
official-consent | With an official's consent | С согласия должностного лица
official-acquiescence | With an official's acquiescence | С молчаливого согласия
not-lawful-sanction | Not from lawful sanctions alone | Не только из законных санкций
""",
    closed=True,
)
ELEMENT_FINDING = vocabulary(
    "element-finding",
    """
supported | The evidence supports it | Доказательства это подтверждают
partly | The evidence supports it in part | Доказательства подтверждают это отчасти
contradicted | The evidence contradicts it | Доказательства этому противоречат
open | Left open | Оставлено открытым
""",
    closed=True,
)
CONSISTENCY = vocabulary(
    "consistency",
    """
not-consistent | Not consistent with | Не согласуется
consistent | Consistent with | Согласуется
highly-consistent | Highly consistent with | Хорошо согласуется
typical | Typical of | Типично
diagnostic | Diagnostic of | Диагностически доказательно
""",
    closed=True,
)
VOCABULARIES = (
    VERIFICATION, ACT, METHOD, INTENT, MEDICAL, END_STATUS, YES_NO, ATTRIBUTION, DEGREE,
    ELEMENT, ELEMENT_FINDING, CONSISTENCY,
)  # fmt: skip
