"""What a pledge's page asks, in the order of an article: who, how much, when."""

FACTS = [
    "donor",
    "recipient",
    "channel",
    ("amount", "currency", "amount_qualifier"),
    ("announced_on", "announced_precision"),
]
NATURE = [("instrument", "sector"), "title"]
RARER = [
    "amount_min",
    "value_basis",
    "beneficiary",
    "period_start",  # errors of fields in one line would stay folded up
    "period_end",
    "held_out",
    "resolution",
]
# What who may not change it sees: the amount in one line, with separators.
SEEN = ["donor", "recipient", "channel", "figure", FACTS[-1], *NATURE]
WORKED_OUT = ["state", "stage", "support", "conversion", "rates", "counting"]
WORKED_OUT += ["quoted_for_items"]

_SELDOM = {"fields": RARER, "classes": ["collapse"]}
_FOLLOWS = ("Worked out from the above", {"fields": WORKED_OUT})
TO_ENTER = [
    (None, {"fields": [*FACTS, "first_stage", *NATURE]}),
    ("Seldom needed", _SELDOM),
]
TO_CHANGE = [
    (None, {"fields": [*FACTS, *NATURE]}),
    ("Seldom needed", _SELDOM),
    _FOLLOWS,
]
TO_READ = [
    (None, {"fields": SEEN}),
    ("Seldom needed", {"fields": RARER[1:]}),
    _FOLLOWS,
]
