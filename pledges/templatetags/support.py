"""How well a pledge is supported, in words, for templates."""

from django import template

from pledges import support

register = template.Library()
register.filter("support_in_words", support.support_in_words)
register.filter("wanted", support.wanted)
