# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Terms of persons, places, bodies and posts."""

from __future__ import annotations

from witnessbox.model.vocabulary import vocabulary

COUNTING = vocabulary(
    "counting",
    """
individual | One person | Один человек
family | A family | Семья
group | A group of persons | Группа людей
""",
    closed=True,
    thesaurus="7",
)
SEX = vocabulary(
    "sex",
    """
female | Female | Женский
male | Male | Мужской
other | Other | Другой
""",
)
STANDING = vocabulary(
    "standing",
    """
prisoner | Prisoner | Заключённый
remand | Held before trial | Под следствием
orderly | Prisoner with duties | Заключённый с обязанностями
released | Former prisoner | Бывший заключённый
officer | Officer | Офицер
guard | Guard | Охранник
official | Civil official | Должностное лицо
medic | Doctor or nurse | Медицинский работник
lawyer | Lawyer | Адвокат
relative | Relative | Родственник
visitor | Visitor | Посетитель
journalist | Journalist | Журналист
other | Other | Другое
""",
)
PERPETRATOR_STATUS = vocabulary(
    "perpetrator-status",
    """
in-post-uncharged | In post, not charged | На должности, обвинений нет
in-post-charged-free | In post, charged, at liberty | На должности, обвинён, на свободе
in-post-charged-detained | In post, charged, detained \
| На должности, обвинён, под стражей
in-post-fugitive | In post, sought | На должности, в розыске
in-post-unpunished | In post, found responsible, unpunished \
| На должности, вина признана, без наказания
in-post-minimal | In post, mildly punished | На должности, мягко наказан
in-post-imprisoned | In post, imprisoned | Числится на должности, в заключении
in-post-served | In post, has served a sentence | На должности, отбыл наказание
dismissed-uncharged | Dismissed, not charged | Уволен, обвинений нет
dismissed-charged-free | Dismissed, charged, at liberty | Уволен, обвинён, на свободе
dismissed-charged-detained | Dismissed, charged, detained | Уволен, обвинён, под стражей
dismissed-fugitive | Dismissed, sought | Уволен, в розыске
dismissed-unpunished | Dismissed, found responsible, unpunished \
| Уволен, вина признана, без наказания
dismissed-minimal | Dismissed, mildly punished | Уволен, мягко наказан
dismissed-imprisoned | Dismissed, imprisoned | Уволен, в заключении
dismissed-served | Dismissed, has served a sentence | Уволен, отбыл наказание
transferred | Moved to another post | Переведён на другую должность
promoted | Promoted | Повышен
dead | Dead | Умер
""",
    thesaurus="26",
)
ALIVE = vocabulary(
    "alive",
    """
alive | Alive | Жив
dead | Dead | Умер
missing | Missing | Пропал
""",
    closed=True,
)
NAME_SORT = vocabulary(
    "name-sort",
    """
full | Full name | Полное имя
family | Family name | Фамилия
given | Given name | Имя
patronymic | Patronymic | Отчество
nickname | Nickname | Прозвище
call-sign | Call sign | Позывной
initials | Initials | Инициалы
former | Former name | Прежнее имя
""",
)
PLACE_SORT = vocabulary(
    "place-sort",
    """
country | Country | Страна
region | Region | Регион
town | Town or village | Город или село
colony | Penal colony | Исправительная колония
prison | Prison | Тюрьма
remand-prison | Remand prison | Следственный изолятор
police-station | Police station | Отдел полиции
hospital | Hospital or medical unit | Больница или медчасть
block | Block or building | Корпус или здание
barracks | Barracks | Барак
cell | Cell | Камера
punishment-cell | Punishment cell | Штрафной изолятор
press-cell | Cell where prisoners are pressed by others | «Пресс-хата»
corridor | Corridor | Коридор
office | Office | Кабинет
store | Store room | Склад
workshop | Workshop | Цех
washroom | Washroom | Душевая или санузел
kitchen | Kitchen or canteen | Кухня или столовая
yard | Yard | Двор
gate | Gate | Ворота
vehicle | Vehicle | Транспорт
court | Court | Суд
home | Home | Жилище
street | Street or road | Улица или дорога
other | Other | Другое
""",
    thesaurus="17",
)
ORGANISATION_SORT = vocabulary(
    "organisation-sort",
    """
ministry | Ministry | Министерство
service | Service or agency | Служба или ведомство
region | Regional department | Региональное управление
colony | Penal colony | Исправительная колония
hospital | Hospital or medical unit | Больница или медчасть
unit | Unit or department | Отдел или отряд
shift | Shift | Смена
court | Court | Суд
prosecution | Prosecution | Прокуратура
investigation | Investigating body | Следственный орган
police | Police | Полиция
army | Armed force | Вооружённые силы
company | Company | Компания
international | International body | Международный орган
group | Group outside the state | Негосударственная группа
media | Newspaper or broadcaster | СМИ
other | Other | Другое
""",
)
EDGE_BASIS = vocabulary(
    "edge-basis",
    """
order | By a written order or rule | По письменному приказу или правилу
chart | By a staff list or chart | По штатному расписанию или схеме
practice | By what was seen to be done | По тому, как было на деле
office | By virtue of office alone | Только в силу должности
""",
    closed=True,
)
POWERS = vocabulary(
    "powers",
    """
appoint | Appoints and dismisses | Назначает и увольняет
order | Signs orders | Подписывает приказы
discipline | Punishes subordinates | Наказывает подчинённых
reward | Rewards subordinates | Поощряет подчинённых
assign | Assigns shifts and duties | Распределяет смены и обязанности
punish-prisoners | Punishes prisoners | Наказывает заключённых
place-prisoners | Decides where prisoners are held | Решает, где содержат заключённых
cameras | Has the cameras and recordings | Распоряжается камерами и записями
money | Has the money and goods | Распоряжается деньгами и имуществом
medical | Decides on medical care | Решает о медицинской помощи
investigate | Must look into complaints | Обязан проверять жалобы
report | Must report upward | Обязан докладывать наверх
""",
)
VOCABULARIES = (
    COUNTING, SEX, STANDING, PERPETRATOR_STATUS, ALIVE, NAME_SORT, PLACE_SORT,
    ORGANISATION_SORT, EDGE_BASIS, POWERS,
)  # fmt: skip
