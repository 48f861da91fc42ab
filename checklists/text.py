"""Text in the two languages of the product, and the choice between them."""

from __future__ import annotations

from dataclasses import dataclass

LOCALES = ("en", "zh-CN")


@dataclass(frozen=True, slots=True)
class Text:
    """One text in every language the product speaks."""

    en: str
    zh_cn: str

    def with_values(self, **values: object) -> Text:
        """The text with its ``{name}`` places filled.

        A value that is a ``Text`` itself fills each language with its own.
        """
        english = {k: v.en if isinstance(v, Text) else v for k, v in values.items()}
        chinese = {k: v.zh_cn if isinstance(v, Text) else v for k, v in values.items()}
        return Text(self.en.format(**english), self.zh_cn.format(**chinese))

    def as_dict(self) -> dict[str, str]:
        """``{"en": …, "zh-CN": …}``, the form that templates are written in."""
        return {"en": self.en, "zh-CN": self.zh_cn}


def localise(text: Text, locale: str | None) -> str:
    """``text`` in the language nearest to ``locale``.

    ``locale`` is a BCP 47 tag or a POSIX name (``zh``, ``zh-CN``, ``zh_Hans``, ``en-GB``). Every kind of
    Chinese reads the simplified text; any other or unknown language reads English.
    """
    language = (locale or "").replace("_", "-").split("-")[0].lower()
    return text.zh_cn if language == "zh" else text.en
