"""Finds the columns of a roster file: by our own names, and by those that other tools certainly mean the same by."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sim.money import EUR, Currency, other_currency
from sim.roster.cell_faults import CellFaults, shortened
from sim.roster.fee_columns import FORMAT_FEES, PER_POST, PRICE, fee_field, with_formats
from sim.roster.plain_words import plain, words_of

COLUMNS = ("followers", "name", "interest", "engagement_rate_per_follower", "fee_eur")
COUNT = "engagements per post"  # of which the rate is worked out, where no column holds it
UNSTATED = "engagement"  # a rate or a count, where no column says which
LIKES, COMMENTS = "mean likes", "mean comments"  # of a post, whose sum is that count where no column holds it
PLATFORM = "platform"  # where the influencer posts
IN_MARKET = "in_market_share"  # of the followers
FAKES = "fake_share"  # of the followers
TOWN = "place"  # where the influencer lives
_FOLLOWERS = frozenset(
    (
        *("followers", "follower", "subscribers", "subscriber", "subs", "fans", "abonnenten", "abonnes", "abonados"),
        *("seguidores", "suscriptores", "inscritos", "volgers", "takipci", "takipciler", "folger", "obserwujacy"),
    )
)
_COUNTING = frozenset(
    (
        *("count", "counts", "number", "num", "no", "nr", "of", "total", "current", "latest", "in", "the", "all"),
        *("sayisi", "toplam", "anzahl", "numero", "nombre", "cantidad", "de", "d", "des", "der"),
    )
)
_AUDIENCE_SIZES = frozenset(("audience size", "fan count", "size of audience", "community size"))
_PLATFORMS = frozenset(
    (
        *("instagram", "ig", "insta", "tiktok", "tik", "tok", "tt", "youtube", "you", "tube", "yt", "twitter", "x"),
        *("facebook", "face", "book", "fb", "twitch", "channel"),
    )
)
_THOUSANDS = frozenset(("k", "thousand", "thousands", "tsd", "000", "000s"))
_MILLIONS = frozenset(("m", "mm", "million", "millions", "mio", "mn"))
_MEAN = frozenset(("avg", "average", "mean", "median"))
_PERCENT = frozenset(("pct", "percent", "percentage", "perc"))
_ENGAGEMENT = frozenset(("engagement", "eng", "engagements"))
_RATE = frozenset(("er", "engagementrate", "interaktionsrate"))
_INTERACTION = frozenset(
    (
        "engagement",
        "engajamento",
        "interaccion",
        "interacciones",
        "interacao",
        "interazione",
        "etkilesim",
        "interaktion",
    )
)
_RATE_ELSEWHERE = frozenset(("tasa", "taxa", "taux", "tasso", "orani", "quote", "ratio"))
_RATE_WORDS = (
    _MEAN
    | _PERCENT
    | _PLATFORMS
    | _FOLLOWERS
    | frozenset(("rate", "per", "by", "of", "the", "in", "day", "days", "last", "post"))
)
_SEEN = frozenset(("view", "views", "play", "plays", "reach", "impression", "impressions", "viewer", "viewers"))
_INTERESTS = frozenset(
    (
        *("interest", "interests", "niche", "niches", "niche tags", "main niche", "primary niche", "category"),
        *("categories", "category 1", "category name", "main category", "primary category", "content category"),
        *(
            "topic",
            "topics",
            "main topic",
            "vertical",
            "verticals",
            "genre",
            "theme",
            "themes",
            "thema",
            "content niche",
        ),
        *("niche category", "category niche", "content topic", "content categories", "tema", "industry", "nische"),
        *("kategorie", "categoria", "categorie", "kategori"),
    )
)
_PLATFORM_COLUMNS = frozenset(
    (
        *(
            "platform",
            "main platform",
            "primary platform",
            "social platform",
            "social media platform",
            "social network",
        ),
        *("network", "social media", "channel type", "plattform", "plataforma", "plateforme", "piattaforma", "feed"),
        *("platforms", "social channel", "kanal", "red social", "reseau social", "social media channel"),
    )
)
# The first of these that a file has says it; "place" may be a rank, and is nobody's home where it holds numbers.
_TOWNS = (
    *("place", "city", "town", "home town", "hometown", "home city", "location", "based in", "region", "area"),
    *("stadt", "ort", "wohnort", "standort", "ville", "ciudad", "citta", "cidade", "stad", "sehir"),
)
# The first of these that a file has is the name.
_NAMES = (
    *("name", "influencer", "influencer name", "influencer insta name", "youtuber name", "tiktoker name"),
    *("creator", "creator name", "username", "user name", "user", "handle", "account", "account name"),
    *("instagram username", "instagram handle", "tiktok username", "tiktok handle", "channel", "channel info"),
    *("title", "channel title", "nickname", "nick", "full name", "fullname", "display name", "instagram name"),
    *("tiktok name", "channel name", "profile", "profile name", "nombre", "nom", "nome", "isim", "kullanici adi"),
)
_NAMING = frozenset(("name", "handle", "handles", "username", "nickname", "title", "screenname"))
_LINKS = frozenset(("link", "links", "url", "urls"))
_NAMED = frozenset(
    ("influencer", "creator", "user", "account", "profile", "page", "blogger", "artist", "social", "media")
)
_QUALITY = (frozenset(("aqs",)), frozenset(("audience", "quality")), frozenset(("audience", "credibility")))
_SHARE_WORDS = _PERCENT | {"share", "of", "the", "in", "est", "estimated"}
_IN_MARKET = tuple(
    map(
        frozenset,
        (("local", "audience"), ("local", "followers"), ("domestic", "audience"), ("audience", "target", "market")),
    )
)
_FAKES = frozenset(("fake", "bot", "bots"))
_NEAR = 0.8  # how like one of ours a column's name is that is taken for a slip of the pen
_SLIPS = (*COLUMNS, "follower count", "subscribers", "engagement rate", "interests", "category", "username")


@dataclass(frozen=True)
class Columns:
    """By name (COLUMNS and the others above) the places of a column and of its doubles."""

    places: dict[str, tuple[int, ...]]
    left_out: tuple[str, ...]  # columns that mean none of ours
    per_view: tuple[str, ...]  # rates per view, by their own names
    quality: tuple[str, ...]  # points for the quality of an audience, by their own names


def counts_followers(name: str) -> bool:
    """Whether a column certainly holds numbers of followers, in people or in thousands."""
    words = words_of(name)
    if plain(name) in _AUDIENCE_SIZES:
        return True
    return len(words & _FOLLOWERS) == 1 and words <= _FOLLOWERS | _COUNTING | _PLATFORMS | _THOUSANDS | _MILLIONS


def in_thousands(name: str) -> bool:
    """Whether a column says that it counts in thousands."""
    return bool(words_of(name) & _THOUSANDS)


def in_millions(name: str) -> bool:
    """Whether a column says that it counts in millions."""
    return bool(words_of(name) & _MILLIONS)


def is_header(cells: Sequence[str]) -> bool:
    """Whether these cells name the columns of a roster."""
    return any(map(counts_followers, cells)) or any(_slip(cell) == "followers" for cell in cells)


def states_percent(name: str) -> bool:
    """Whether a column's name says that it holds per cent."""
    return bool(words_of(name) & _PERCENT)


def states_share(name: str) -> bool:
    """Whether a column's name says that it holds shares."""
    return "share" in words_of(name)


def states_followers(name: str) -> bool:
    """Whether a rate's name says that it is one per follower."""
    return bool(words_of(name) & _FOLLOWERS)


def counts_mean(name: str, *nouns: str) -> bool:
    """Whether a column holds a mean of one of these nouns, such as ``avg_likes`` of likes."""
    words = words_of(name)
    if not words & set(nouns):
        return False
    return bool(words & (_MEAN | {"recent"})) or {"per", "post"} <= words <= {*nouns, "per", "post"}


def is_link(name: str) -> bool:
    """Whether a column holds the address of an account."""
    words = words_of(name)
    return bool(words & _LINKS) and words <= _LINKS | _NAMED | _PLATFORMS


def find_columns(header: Sequence[str], faults: CellFaults, currency: Currency = EUR) -> Columns:
    """Finds what each column means; two that may both be meant, other currencies and slips of the pen are faults."""
    fields = with_formats(header, [_field(name, currency) for name in header])
    places: dict[str, tuple[int, ...]] = {}
    for field in (*COLUMNS, *FORMAT_FEES.values(), COUNT, UNSTATED, LIKES, COMMENTS, PLATFORM, IN_MARKET, FAKES, TOWN):
        candidates = [place for place, meaning in enumerate(fields) if meaning == field]
        exact = [place for place in candidates if plain(header[place]) == plain(currency.outside(field))]
        if field == "name" and candidates:
            best = min((header[place] for place in candidates), key=_name_rank)
            candidates = [place for place in candidates if header[place] == best]
        places[field] = tuple(exact or candidates)
        if field in (LIKES, COMMENTS):
            places[field] = tuple(place for place in candidates if plain(header[place]) == plain(header[candidates[0]]))
        if field == PLATFORM:  # no number hangs on which of several it is
            places[field] = places[field][:1]
        if field == TOWN:
            places[field] = tuple(sorted(candidates, key=lambda place: _TOWNS.index(plain(header[place])))[:1])
    if places["engagement_rate_per_follower"]:
        places[COUNT] = ()
    if places["engagement_rate_per_follower"] or places[COUNT]:
        places[UNSTATED] = ()
    told = places["engagement_rate_per_follower"] or places[COUNT] or places[UNSTATED]
    if told or not (places[LIKES] and places[COMMENTS]):
        places[LIKES] = places[COMMENTS] = ()
    used = {place for field_places in places.values() for place in field_places}
    for field, field_places in places.items():
        names = list(dict.fromkeys(header[place] for place in field_places))
        if len(names) > 1:
            ours = currency.outside(field)
            faults.of_file(f"columns {_listed(names)} may each be {ours}; keep one, or name it {ours}")
            places[field] = ()
    rest = [header[place] for place in range(len(header)) if place not in used]
    left_out = []
    for name in dict.fromkeys(rest):
        if not _doubtful(name, places, faults, currency):
            left_out.append(name)
    return Columns(
        {field: field_places for field, field_places in places.items() if field_places},
        tuple(name for name in left_out if name),
        tuple(name for name in left_out if _rate_per_view(name)),
        tuple(name for name in left_out if any(points <= words_of(name) for points in _QUALITY)),
    )


def _field(name: str, currency: Currency) -> str | None:
    words, text = words_of(name), plain(name)
    if counts_followers(name):
        return "followers"
    if text in _NAMES or (words & _NAMING and words <= _NAMING | _NAMED | _PLATFORMS) or is_link(name):
        return "name"
    if words & _FAKES and words <= _FAKES | _FOLLOWERS | _SHARE_WORDS | {"audience", "accounts", "rate"}:
        return FAKES
    if _is_in_market(words):
        return IN_MARKET
    if text in _INTERESTS:
        return "interest"
    if text in _PLATFORM_COLUMNS:
        return PLATFORM
    if text in _TOWNS:
        return TOWN
    if _is_rate(words):
        return "engagement_rate_per_follower"
    if (
        words & (_ENGAGEMENT | {"interactions"})
        and words & (_MEAN | {"count"})
        and words <= (_ENGAGEMENT | _MEAN | _PLATFORMS | {"interactions", "count", "per", "post", "of"})
    ):
        return COUNT
    if words and words <= _ENGAGEMENT:
        return UNSTATED
    for field, nouns in ((LIKES, ("likes", "like")), (COMMENTS, ("comments", "comment"))):
        if counts_mean(name, *nouns):
            return field
    if other_currency(name, currency):
        return None
    return fee_field(name, currency)


def _name_rank(name: str) -> int:
    text = plain(name)
    return _NAMES.index(text) if text in _NAMES else len(_NAMES) + is_link(name)


def _is_in_market(words: set[str]) -> bool:
    rest = words - _SHARE_WORDS
    if rest in _IN_MARKET:
        return True
    if "in" not in words:
        return False
    return (rest == {"market"} and "share" in words) or rest in ({"audience", "market"}, {"followers", "market"})


def _is_rate(words: set[str]) -> bool:
    words = {word for word in words if not re.fullmatch(r"\d{1,3}d?", word)}
    if words & _INTERACTION and words & _RATE_ELSEWHERE and words <= _INTERACTION | _RATE_ELSEWHERE | {"de", "d", "di"}:
        return True
    named = words & _RATE or (words & _ENGAGEMENT and words & (_PERCENT | {"rate"}))
    return bool(named) and words <= _ENGAGEMENT | _RATE_WORDS | _RATE


def _rate_per_view(name: str) -> bool:
    words = words_of(name)
    return bool(words & _SEEN) and bool(words & (_ENGAGEMENT | {"er"})) and bool(words & {"rate", "er", "per", "by"})


def _doubtful(name: str, places: dict[str, tuple[int, ...]], faults: CellFaults, currency: Currency) -> bool:
    """Whether a column that means none of ours was certainly meant for one; adds a fault where it was."""
    words = words_of(name)
    if _rate_per_view(name):
        return False
    if not places["fee_eur"]:
        if words & (PRICE | {"fee"}) and (other := other_currency(name, currency)):
            faults.of_file(f"column {shortened(name)}{other}")
            return True
        if words & (PRICE | {"fee", "fees"}) and words <= PRICE | PER_POST | {"fee", "fees", "card", "sponsored"}:
            also = ", engagement_rate_per_follower where it is engagement" if words == {"rate"} else ""
            faults.of_file(
                f"column {shortened(name)}: of what? name it {currency.outside('fee_eur')} where it is "
                f"{currency.code} per post{also}, or leave it out"
            )
            return True
    near = _slip(name, currency)
    if near and not places[_field(near, currency) or near]:
        faults.of_file(f"unknown column {shortened(name)}; did you mean {near!r}?")
        return True
    return False


def _slip(name: str, currency: Currency = EUR) -> str:
    """Our name of which a column's name is a slip of the pen, or "" where it is of none."""
    text, ours = plain(name[:100]), [currency.outside(our_name) for our_name in _SLIPS]
    if not text or text in map(plain, ours):
        return ""
    near = difflib.get_close_matches(text, {plain(our_name): our_name for our_name in ours}, n=1, cutoff=_NEAR)
    return next((our_name for our_name in ours if plain(our_name) == near[0]), "") if near else ""


def _listed(names: Iterable[str]) -> str:
    return " and ".join(map(repr, names))
