"""Amounts in words, in both languages."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_currency, get_currency_precision

from checklists import Text


def money(cents: int, currency: str) -> Text:
    """Write an amount that is given in the currency's smallest unit."""
    amount = Decimal(cents).scaleb(-get_currency_precision(currency))
    return Text(
        format_currency(amount, currency, locale="en"), format_currency(amount, currency, locale="zh_CN")
    )
