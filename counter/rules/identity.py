"""The one gateway for what citizens, readers and scanners type: texts, names, ID numbers. Also how they are shown
masked.

Everything that comes from outside passes here before it is stored, printed or drawn. A refusal shows the offending text
with its control characters written out, so that not even the message can act.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from counter.errors import Refusal
from counter.phrases.said import mark, say, verbatim
from counter.rules import letters
from counter.rules.letters import visible
from counter.rules.writing import Writing, tidy

FIRST_NUMBERED = 1984
"""The year in which residents were first given numbers."""


class IdKind(StrEnum):
    """What a number was read from."""

    RESIDENT = "resident"
    PERMIT = "permit"
    FOREIGNER = "foreigner"
    PASSPORT = "passport"
    CREDIT = "credit"
    OTHER = "other"


ID_NAMES = {
    IdKind.RESIDENT: mark("居民身份证"),
    IdKind.PERMIT: mark("港澳台居民居住证"),
    IdKind.FOREIGNER: mark("外国人永久居留身份证"),
    IdKind.PASSPORT: mark("护照"),
    IdKind.CREDIT: mark("统一社会信用代码"),
    IdKind.OTHER: mark("其他证件"),
}


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A number in its one stored form, with what is odd about it though it may be genuine."""

    kind: IdKind
    number: str
    warnings: tuple[str, ...] = ()
    birth: date | None = None


# -- texts -------------------------------------------------------------------------------------------------------------


def clean_text(
    text: str, *, what: str = say("文字"), limit: int = 2000, lines: bool = False, empty: bool = True
) -> str:
    """Free text in its stored form: punctuation as it was written, NFC, no invisible marks, no outer spaces; one line
    unless `lines`.

    Raises Refusal for control characters (a printer or a terminal would obey them), direction overrides, lost
    characters and text over `limit` characters.
    """
    if not isinstance(text, str):
        raise Refusal("person.no-text", say("{what}不是文字", what=what), next=say("请改为文字"))
    kept = []
    for character in text.replace("\r\n", "\n") if lines else text:
        if character in letters.INVISIBLE:
            continue
        if character in letters.SPACES:
            kept.append(character if lines and character == "\n" else " ")
            continue
        refuse_harmful(character, text, what)
        kept.append(letters.private_use().get(character, character))
    cleaned = tidy("".join(kept), Writing.WORDS)
    if len(cleaned) > limit:
        raise Refusal(
            "person.too-long-characters",
            say("{what}过长（{count} 字）", what=what, count=len(cleaned)),
            rule=say("{what}最多 {limit} 字", what=what, limit=limit),
            next=say("请缩短后再试"),
        )
    if not cleaned and not empty:
        raise Refusal(
            "person.text-empty",
            say("{what}是空的", what=what),
            rule=say("{what}必须填写", what=what),
            next=say("请填写{what}", what=what),
        )
    return cleaned


def clean_code(text: str, *, what: str = say("编号"), limit: int = 40, empty: bool = True) -> str:
    """A code, a number, a time, a search word in its stored form: half width, else as free text of one line. Raises
    Refusal.
    """
    return clean_text(tidy(text, Writing.CODE) if isinstance(text, str) else text, what=what, limit=limit, empty=empty)


def refuse_harmful(character: str, text: str, what: str) -> None:
    category = unicodedata.category(character)
    if category == "Cc":
        raise Refusal(
            "person.control-characters",
            say("{what}里有控制字符：{text}", what=what, text=verbatim(visible(text))),
            rule=say("控制字符会被打印机或屏幕当作命令，不能录入"),
            next=say("请删去后重新输入"),
        )
    if character in letters.OVERRIDES:
        raise Refusal(
            "person.characters-turn-direction",
            say("{what}里有改变文字方向的字符：{text}", what=what, text=verbatim(visible(text))),
            rule=say("改变方向的字符会使内容读反"),
            next=say("请重新输入，不要从别处粘贴"),
        )
    if character == "\ufffd" or letters.is_noncharacter(character) or category == "Cs":
        raise Refusal(
            "person.characters-lost",
            say("{what}里有已经丢失的字：{text}", what=what, text=verbatim(visible(text))),
            rule=say("丢失的字不能猜"),
            next=say("请对照证件重新输入"),
        )
    if category == "Co" and character not in letters.private_use():
        raise Refusal(
            "person.private-characters",
            say("{what}里有本机造字：{text}", what=what, text=verbatim(visible(text))),
            rule=say("造字区的字没有公认的含义，不能猜"),
            next=say("请对照证件输入标准字，或用部件描述（如 ⿰氵恩）"),
        )


# -- numbers -----------------------------------------------------------------------------------------------------------


def clean_number(text: str) -> str:
    """A number as typed, scanned or pasted, in its one form: half width, capitals, no spaces or separators."""
    if not isinstance(text, str):
        raise Refusal("person.id-number-no-text", say("证件号不是文字"), next=say("请重新输入"))
    kept = tidy("".join(c for c in text if c not in letters.SPACES), Writing.CODE).upper().replace("—", "-")
    for character in kept:
        if unicodedata.category(character) == "Cc":
            raise Refusal(
                "person.id-number-control-characters",
                say("证件号里有控制字符：{text}", text=verbatim(visible(text))),
                rule=say("证件号只有字母和数字"),
                next=say("请重新刷卡或输入"),
            )
    return kept.replace("Х", "X").replace("Χ", "X").replace("×", "X")


REGISTERING: Mapping[str, str] = {
    "1": "1239",
    "2": "19",
    "3": "123459",
    "4": "19",
    "5": "1239",
    "6": "129",
    "7": "129",
    "8": "19",
    "9": "1239",
    "A": "19",
    "N": "1239",
    "Y": "1",
}
"""GB 32100: the registering body (first character of a credit code) and the types that it registers (second)."""


def id_number(text: str, kind: IdKind | None = None, *, today: date, note: str = "") -> IdNumber:
    """Read an ID number. Without a kind, 18 characters are told apart by their form.

    A credit code that fails is refused; one whose first two characters name no registering body and type (old codes,
    Xiamen's M), and digits that look like a resident ID gone wrong, pass with a `note` by whoever has seen the
    licence. A resident ID is refused for its check character or an impossible birth date; a county code that isn't in
    the list is only a warning (old counties; permits of Hong Kong, Macao, Taiwan).
    """
    number = clean_number(text)
    if not number:
        raise Refusal(
            "person.id-number-empty",
            say("证件号是空的"),
            rule=say("申请人要有证件号"),
            next=say("请刷证件或输入证件号"),
        )
    said = kind is not None
    if kind is None:
        kind = guess_kind(number)
    if kind is IdKind.CREDIT:
        found = _credit(number)
        if not note and not said and (birth := _could_be_resident(number, today)):
            raise Refusal(
                "person.resident-id-or-credit-code",
                say("{number} 不是对的身份证号，却碰巧是对的信用代码", number=verbatim(mask_number(number))),
                rule=say("GB 11643、GB 32100：第 7 到 14 位是日期 {birth}，多半是身份证号输错了一位", birth=birth),
                next=say("请对照证件重新输入；确是单位的，写明核对说明"),
            )
        if not note and number[1] not in REGISTERING.get(number[0], ""):
            raise Refusal(
                "person.credit-code-unknown-body",
                say("信用代码 {number} 的前两位不是登记机关和机构类别", number=verbatim(visible(number))),
                rule=say("GB 32100：第一位是登记管理部门，第二位是机构类别"),
                next=say("请对照执照重新输入；旧代码、厦门 M 码等确有其照的，写明核对说明"),
            )
        odd = _could_be_resident(number, today) or number[1] not in REGISTERING.get(number[0], "")
        return (
            IdNumber(found.kind, found.number, (say("号码不合常例，已核对：{note}", note=verbatim(note)),))
            if (note and odd)
            else found
        )
    if kind in (IdKind.RESIDENT, IdKind.PERMIT, IdKind.FOREIGNER):
        return _resident(number, today)
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9()/-]{3,29}", number):
        raise Refusal(
            "person.id-number-not-written",
            say("证件号 {number} 的写法不对", number=verbatim(visible(number))),
            rule=say("{id}号码是 4 到 30 位字母和数字", id=ID_NAMES[kind]),
            next=say("请对照证件重新输入"),
        )
    return IdNumber(kind, number)


def guess_kind(number: str) -> IdKind:
    """What a cleaned number looks like."""
    if re.fullmatch(r"\d{17}[\dX]", number):
        # A credit code may be all digits too: it then begins with its registering body (1, 5, 9 …) and fails as an ID.
        if not _resident_check(number) and _credit_check(number):
            return IdKind.CREDIT
        return IdKind.RESIDENT
    if len(number) == 18 and re.fullmatch(r"[0-9A-Z]{18}", number):
        return IdKind.CREDIT
    if number[:-1].isdigit() or len(number) == 1:
        return IdKind.RESIDENT  # digits only: a resident ID that lacks some; other documents are named as such
    return IdKind.PASSPORT if re.fullmatch(r"[A-Z]{1,2}\d{7,8}", number) else IdKind.OTHER


def _could_be_resident(number: str, today: date) -> date | None:
    """The day of birth of digits that would be a resident ID but for their check digit."""
    if not number.isdigit() or not _PROVINCES.match(number):
        return None
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return birth if today.year - 120 <= birth.year and birth <= today else None


_PROVINCES = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
"""First two digits of resident IDs and permits (GB/T 2260 and the permits' own)."""


def _resident_check(number: str) -> bool:
    from stdnum.cn import ric

    return ric.calc_check_digit(number) == number[-1]


def _credit_check(number: str) -> bool:
    from stdnum.cn import uscc

    return uscc.is_valid(number)


_CREDIT = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")


def _credit(number: str) -> IdNumber:
    from stdnum.cn import uscc

    if len(number) != 18:
        raise Refusal(
            "person.unified-social-credit-code",
            say("统一社会信用代码应为 18 位，现为 {count} 位", count=len(number)),
            rule="GB 32100",
            next=say("请对照营业执照重新输入"),
        )
    if not _CREDIT.fullmatch(number):
        raise Refusal(
            "person.unified-social-credit-code-not",
            say("统一社会信用代码 {number} 的写法不对", number=verbatim(visible(number))),
            rule=say("GB 32100：不用 I、O、S、V、Z"),
            next=say("请对照营业执照重新输入"),
        )
    if uscc.calc_check_digit(number[:-1]) != number[-1]:
        raise Refusal(
            "person.unified-social-credit-code-wrong",
            say("统一社会信用代码 {number} 的校验位不对", number=verbatim(visible(number))),
            rule="GB 32100",
            next=say("请对照营业执照重新输入"),
        )
    return IdNumber(IdKind.CREDIT, number)


def _county_existed(code: str, born: int) -> bool:
    """Whether a county bore the code in some year since the birth: numbers were first given in 1984, to everybody then
    alive, and later ones at the registration, so that the year of birth alone says little.
    """
    from stdnum import numdb

    found = {key: value for _, more in numdb.get("cn/loc").info(code) for key, value in more.items()}
    return any(
        (ended := re.match(r"\[\d*-(\d+)\]", county)) is None or int(ended[1]) >= max(born, FIRST_NUMBERED)
        for county in found.get("county", "").split(",")
        if county
    )


def _resident(number: str, today: date) -> IdNumber:
    if re.fullmatch(r"\d{15}", number):
        raise Refusal(
            "person.id-numbers-15-digits",
            say("15 位身份证号已停止使用"),
            rule=say("居民身份证法：2013 年起停用第一代居民身份证"),
            next=say("请用 18 位号码"),
        )
    if not re.fullmatch(r"\d{17}[\dX]", number):
        raise Refusal(
            "person.id-number-18-digits",
            say("身份证号应为 18 位，现为 {count} 位或含有其他字符", count=len(number)),
            rule="GB 11643",
            next=say("请对照证件重新输入"),
        )
    if not _resident_check(number):
        raise Refusal(
            "person.id-number-wrong-check",
            say("身份证号 {number} 的校验位不对", number=verbatim(mask_number(number))),
            rule="GB 11643",
            next=say("请对照证件重新输入或刷卡"),
        )
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise Refusal(
            "person.id-number-no-such",
            say("身份证号 {number} 里没有这样的出生日期", number=verbatim(mask_number(number))),
            rule="GB 11643",
            next=say("请对照证件重新输入"),
        ) from None
    if birth > today:
        raise Refusal(
            "person.id-number-day-birth",
            say(
                "身份证号 {number} 里的出生日期 {birth} 还没有到",
                number=verbatim(mask_number(number)),
                birth=birth,
            ),
            rule=say("出生日期不能晚于今天"),
            next=say("请对照证件重新输入"),
        )
    if number[:2] in ("81", "82", "83"):
        return IdNumber(IdKind.PERMIT, number, (say("号码属于港澳台居民居住证，请核对证件"),), birth)
    if number[0] == "9":
        return IdNumber(IdKind.FOREIGNER, number, (say("号码属于外国人永久居留身份证，请核对证件"),), birth)
    warnings = []
    if not _county_existed(number[:6], birth.year):
        warnings.append(
            say("{number} 里的地区代码从出生至今都没有用过，请核对证件", number=verbatim(mask_number(number)))
        )
    if birth.year < today.year - 120:
        warnings.append(say("号码里的出生日期是 {birth}，请核对证件", birth=birth))
    return IdNumber(IdKind.RESIDENT, number, tuple(warnings), birth)


def clean_phone(text: str) -> str:
    """A telephone number of 5 to 20 digits (an inner - or leading + stays), or empty."""
    number = "".join(c for c in tidy(text, Writing.CODE) if c not in letters.SPACES)
    if number and not re.fullmatch(r"\+?[0-9-]{5,20}", number):
        raise Refusal(
            "person.phone-number-not-written",
            say("电话号码 {number} 的写法不对", number=verbatim(visible(number))),
            rule=say("电话号码是 5 到 20 位数字"),
            next=say("请重新输入"),
        )
    return number


# -- shown masked ------------------------------------------------------------------------------------------------------


def mask_number(number: str) -> str:
    """Enough to compare with the card in the hand, not enough to copy: `430***********1234`."""
    if len(number) < 8:
        return number[:1] + "*" * (len(number) - 1)
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


def mask_phone(number: str) -> str:
    """The last four digits."""
    return "*" * max(len(number) - 4, 0) + number[-4:]
