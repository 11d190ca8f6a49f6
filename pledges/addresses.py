"""One page, one address: without what only tells who followed the link."""

from urllib.parse import urlsplit, urlunsplit

from .fetch import USUAL_PORT, target_of

# Parameters that count readers and change nothing on the page.
COUNTING = {"fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid"}
COUNTING |= {"mc_eid", "cmpid", "ocid", "ns_mchannel", "ns_source", "at_medium"}
COUNTING |= {"at_campaign", "ref_src", "smid", "sref", "partner", "guccounter"}
PREFIX = "utm_"
MAX_ADDRESS = 500


def canonical(url: str) -> str:
    """
    Return ``url`` as we keep it: no fragment, no counting parameters, plain host.

    Raises ValueError for all but a plain web address of at most 500 characters.

    >>> canonical("HTTPS://X.example:443?b=1&utm_source=rss&a=2#top")
    'https://x.example/?b=1&a=2'
    """
    target = target_of(url)
    parts = urlsplit(url)
    host = f"[{target.host}]" if ":" in target.host else target.host
    if target.port != USUAL_PORT[parts.scheme]:
        host = f"{host}:{target.port}"
    path, _, query = target.path.partition("?")
    kept = "&".join(pair for pair in query.split("&") if not counts(pair))
    address = urlunsplit((parts.scheme, host, path, kept, ""))
    if len(address) > MAX_ADDRESS:
        raise ValueError("An address too long to keep.")
    return address


def counts(pair: str) -> bool:
    """Say whether ``name=value`` only counts readers."""
    name = pair.partition("=")[0].lower()
    return name in COUNTING or name.startswith(PREFIX)
