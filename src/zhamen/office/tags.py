"""What every template knows: `{% say "中文" "English" %}`, assets, and words for values."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from zhamen.office import assets
from zhamen.office.words import in_english, say

register = template.Library()
register.simple_tag(say, name="say")


@register.simple_tag
def asset(name: str) -> str:
    """Return the address of an asset; it changes with its content."""
    return assets.url_of(name)


@register.filter
def moment(value: datetime | str | None) -> SafeString | str:
    """Return a time as people read it, exact for machines."""
    if not value:
        return "—"
    at = timezone.localtime(datetime.fromisoformat(value) if isinstance(value, str) else value)
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), f"{at:%Y-%m-%d %H:%M}")


@register.filter
def grouped(value: int) -> str:
    """Return a number with its digits in threes."""
    return f"{value:,}"


@register.inclusion_tag("parts/field.html")
def field(bound: Any, **more: Any) -> dict[str, Any]:
    """Show a form's field: label, control, help and errors."""
    return {"field": bound, **more}


@register.inclusion_tag("parts/icon.html")
def icon(name: str) -> dict[str, str]:
    """Show a small drawing."""
    return {"name": name}


@register.filter
def item(table: Mapping[Any, Any], key: Any) -> Any:
    """Return what a table has under a key, the key itself where it has nothing."""
    return table.get(key, key)


@register.filter
def at(table: Mapping[Any, Any], key: Any) -> Any:
    """Return what a table has under a key, None where it has nothing."""
    return table.get(key)


@register.simple_tag
def html_lang() -> str:
    """Return the language of the page."""
    return "en" if in_english() else "zh-Hans"


@register.simple_tag
def who(identity: str, names: Mapping[str, str]) -> SafeString | str:
    """Show an id of the journal with the name behind it."""
    if not identity:
        return "—"
    return format_html('{} <code class="id">{}</code>', names.get(identity, ""), identity)
