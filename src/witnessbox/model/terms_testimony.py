# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Terms of complaints, consents and risks."""

from __future__ import annotations

from witnessbox.model.vocabulary import vocabulary

REFERRAL = vocabulary(
    "referral",
    """
none | No referral is needed | Направление не нужно
medical | Medical | Медицинская помощь
psychosocial | Psychosocial | Психологическая и социальная помощь
legal | Legal | Юридическая помощь
protection | Protection | Защита
declined | Offered and declined | Предложено, отказался
""",
)
COMPLAINT_STATUS = vocabulary(
    "complaint-status",
    """
received | Received | Получена
account-taken | Account taken | Рассказ записан
checklist | Checklist under way | Идёт опрос по списку
complete | Complete | Заполнена
closed | Closed | Закрыта
duplicate | The same as another | Повтор другой
""",
    closed=True,
)
SHOWN_MOMENT = vocabulary(
    "shown-moment",
    """
before | Before the account | До рассказа
during | During the account | Во время рассказа
after | After the account | После рассказа
""",
    closed=True,
)
USE = vocabulary(
    "use",
    """
keep | Keeping it | Хранение
analysis | Work inside the group | Работа внутри группы
own-lawyer | Their own lawyer | Собственный адвокат
domestic | Authorities of the country | Власти страны
un | United Nations | Организация Объединённых Наций
regional-court | Regional court | Региональный суд
foreign-prosecution | International or foreign prosecutors \
| Международные или иностранные прокуроры
sanctions | Bodies that decide on sanctions | Органы, решающие о санкциях
journalists-background | Journalists, as background | Журналисты, без публикации
journalists-publish | Journalists, to publish | Журналисты, для публикации
film | Documentary film | Документальный фильм
web | Public web page | Открытая страница в сети
research | Research and statistics | Исследования и статистика
""",
    closed=True,
)
IDENTITY_FORM = vocabulary(
    "identity-form",
    """
named | By name | По имени
initials | By initials | По инициалам
pseudonym | Under a pseudonym | Под псевдонимом
voice-changed | With the voice changed | С изменённым голосом
face-hidden | With the face hidden | Со скрытым лицом
not-at-all | Not recognisable at all | Без возможности узнать
""",
    closed=True,
)
CONSENT_RECORD = vocabulary(
    "consent-record",
    """
written | In writing | Письменно
audio | Recorded sound | Звукозапись
video | Recorded video | Видеозапись
thumb | Thumb print before a witness | Отпечаток пальца при свидетеле
spoken | Spoken before a witness | Устно при свидетеле
message | By message | Сообщением
""",
)
SITUATION = vocabulary(
    "situation",
    """
in-custody | In custody | Под стражей
released | Released, in the country | На свободе, в стране
abroad | Abroad | За границей
family-at-risk | Family at risk | Под угрозой семья
witness-programme | Under protection | Под защитой
unreachable | Cannot be reached | Связи нет
dead | Dead | Умер
""",
)
VOCABULARIES = (
    REFERRAL, COMPLAINT_STATUS, SHOWN_MOMENT, USE, IDENTITY_FORM, CONSENT_RECORD,
    SITUATION,
)  # fmt: skip
