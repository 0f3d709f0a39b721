"""The vocabulary of casting: regular expressions on case-folded text, and what they bring on.

Words of film craft (camera, key light, pan left, focal plane) must not bring things on,
so things are named by words that only mean the thing. Stems of themes begin at a word's start.
"""

from __future__ import annotations

from typing import NamedTuple


class Theme(NamedTuple):
    """What a subject brings along: its motifs (main, trouble, relief), places and air."""

    stems: str
    motifs: tuple[str, ...]
    places: tuple[str, ...]
    weather: str = "bokeh"


DEFAULT_THEME = Theme("", ("badge", "chat", "bulb", "rocket"), ("ribbons", "studio"))

THEMES = (
    Theme(
        r"plumb|pipe|leak|boiler|drain|fontan|plomb|klempn|idraul|encanad|heating",
        ("wrench", "tap", "shield", "house"),
        ("room", "city", "room"),
        "bubbles",
    ),
    Theme(
        r"electric|handym|repair|renovat|builder|carpent|roof|mechanic|reparat|handwerk",
        ("wrench", "bulb", "house", "shield"),
        ("room", "hills", "studio"),
        "dust",
    ),
    Theme(
        r"clean|laundry|housekeep|limpi|nettoy|reinig|puliz|limpe",
        ("spray", "house", "shield", "love"),
        ("room", "studio", "garden"),
        "bubbles",
    ),
    Theme(
        r"real estate|apartment|propert|rent|mortgage|realtor|inmobil|immobil|home for sale",
        ("house", "key", "love", "shield"),
        ("hills", "city", "room"),
    ),
    Theme(
        r"coffee|caf[eé]|espresso|barista|latte|tea\b|kaffee",
        ("cup", "clock", "cup", "love"),
        ("room", "studio", "city"),
        "dust",
    ),
    Theme(
        r"restaur|food|recipe|cook|chef|pizza|burger|meal|lunch|dinner|taco|noodle|comida|essen|cucina",
        ("bowl", "clock", "bowl", "pan"),
        ("room", "studio", "hills"),
    ),
    Theme(
        r"bak(?:er|ing)|cake|cupcake|pastr|dessert|sweet|birthday|chocolat|ice cream|cookie",
        ("cake", "cup", "cake", "gift"),
        ("studio", "room", "ribbons"),
        "confetti",
    ),
    Theme(
        r"bottle|drink|water|juice|beverage|soda|hydrat|botella|flasche|wine|beer",
        ("bottle", "plant", "bottle", "love"),
        ("sea", "studio", "garden"),
        "bubbles",
    ),
    Theme(
        r"plant|garden|eco\b|organic|sustain|nature|flower|farm|recycl|vegan|herb",
        ("plant", "house", "plant", "love"),
        ("garden", "hills", "garden"),
        "leaves",
    ),
    Theme(
        r"gym|fitness|workout|train(?:er|ing)|muscle|yoga|pilates|weight|sport|crossfit",
        ("dumbbell", "clock", "dumbbell", "shoe"),
        ("studio", "hills", "city"),
        "embers",
    ),
    Theme(
        r"run(?:ner|ning)|sneaker|shoe|marathon|jog|zapat|schuh|chaussure|scarp",
        ("shoe", "clock", "shoe", "trophy"),
        ("hills", "city", "studio"),
        "embers",
    ),
    Theme(
        r"travel|trip|flight|hotel|vacation|holiday|tour|airline|resort|viaj|voyage|reise|viagg",
        ("plane", "suitcase", "plane", "camera"),
        ("sea", "hills", "sea"),
    ),
    Theme(
        r"financ|invest|bank|saving|money|budget|tax(?!i)|loan|crypto|insur|account|dinero|geld|argent",
        ("coins", "chart", "shield", "phone"),
        ("city", "digital", "ribbons"),
    ),
    Theme(
        r"market|agency|advert|sales|business|growth|brand|consult|social media",
        ("megaphone", "chart", "rocket", "laptop"),
        ("city", "ribbons", "digital"),
    ),
    Theme(
        r"school|course|learn|teach|educat|student|study|tutor|univers|langu|class(?!ic)|escuela|schule",
        ("book", "clock", "bulb", "trophy"),
        ("room", "ribbons", "studio"),
    ),
    Theme(
        r"charit|donat|nonprofit|volunteer|hospice|communit|foundation|kindness",
        ("love", "people", "house", "plant"),
        ("hills", "garden", "sea"),
    ),
    Theme(
        r"doctor|health|clinic|medic|dental|dentist|therap|wellness|health ?care|mental|sleep",
        ("love", "clock", "shield", "people"),
        ("garden", "studio", "sea"),
    ),
    Theme(
        r"pets?\b|dogs?\b|cats?\b|pupp|kitten|vet\b|animal|perro|hund\b|chien",
        ("paw", "love", "house", "bowl"),
        ("hills", "garden", "room"),
        "leaves",
    ),
    Theme(
        r"fashion|dress|cloth|boutique|wear|stylist|jewel|moda|mode\b|outfit",
        ("dress", "tag", "dress", "bag"),
        ("studio", "ribbons", "studio"),
        "sparkles",
    ),
    Theme(
        r"beauty|skin|cosmet|makeup|serum|cream|perfume|spa\b|nail",
        ("cosmetics", "clock", "cosmetics", "love"),
        ("studio", "garden", "ribbons"),
        "sparkles",
    ),
    Theme(
        r"hair|barber|salon|haircut|peluqu|friseur|coiff|parrucch",
        ("scissors", "clock", "scissors", "cosmetics"),
        ("room", "studio", "studio"),
        "sparkles",
    ),
    Theme(
        r"sale\b|discount|offer|deal|shop|store|gift|black friday|market|e-?commerce|delivery|subscription",
        ("bag", "clock", "bag", "parcel"),
        ("studio", "ribbons", "city"),
        "confetti",
    ),
    Theme(
        r"event|concert|festival|conference|ticket|party|theat|exhibit|workshop|webinar",
        ("tickets", "calendar", "tickets", "megaphone"),
        ("studio", "city", "ribbons"),
        "confetti",
    ),
    Theme(
        r"music|song|podcast|album|band\b|guitar|piano|radio|audio|dj\b",
        ("headphones", "clock", "headphones", "tickets"),
        ("ribbons", "studio", "digital"),
        "sparkles",
    ),
    Theme(
        r"cars?\b|auto(?!m)|vehicle|garage|taxi|driv|motor|coche|wagen|voiture",
        ("car", "wrench", "car", "key"),
        ("city", "hills", "sea"),
    ),
    Theme(
        r"photograph|wedding|filmmak|videograph|fotogra",
        ("camera", "clock", "camera", "love"),
        ("studio", "sea", "garden"),
        "bokeh",
    ),
    Theme(
        r"paint|decorat|interior|designer|art\b|handmade",
        ("brush", "house", "bulb", "love"),
        ("room", "ribbons", "studio"),
    ),
    Theme(
        r"secur|protect|lock|alarm|guard|safe|law(?!n)|legal|attorney",
        ("shield", "key", "house", "phone"),
        ("city", "digital", "room"),
    ),
    Theme(
        r"team|hiring|job|career|recruit|people|famil|kids|child|baby",
        ("people", "calendar", "love", "trophy"),
        ("hills", "ribbons", "room"),
    ),
    Theme(
        r"app\b|software|saas|ai\b|digital|platform|data|cloud|tech|cyber|website|developer|code|startup",
        ("laptop", "clock", "laptop", "rocket"),
        ("digital", "ribbons", "digital"),
        "sparkles",
    ),
)

THINGS = (
    (r"wrench|\bpipes?\b|toolbox|plumber", "wrench"),
    (
        r"(?:water|kitchen|dripping|leaky) tap\b|\btap (?:drips|runs|leaks)|faucet|\bsink\b"
        r"|dripping|leaking|puddle|drop (?:swells|falls)|\bdrips\b",
        "tap",
    ),
    (r"\bclock|alarm clock|deadline|\bhurry|\bwatch ticks|minutes? (?:left|later)", "clock"),
    (r"\bmoon\b|sleeping|asleep|insomnia", "moon"),
    (r"\bphones?\b|smartphone|\bcalling\b|\brings\b|\bringing\b", "phone"),
    (r"laptop|computer|dashboard", "laptop"),
    (r"\bcharts?\b|graph\b|growth curve", "chart"),
    (r"\bcoins?\b|\bcash\b|piggy", "coins"),
    (r"\bbooks\b|textbook|graduat|diploma", "book"),
    (r"calendar|schedule\b", "calendar"),
    (r"\bchat|message|conversation", "chat"),
    (r"shield", "shield"),
    (r"rocket", "rocket"),
    (r"coffee|espresso|\bmug\b|\bcup of", "cup"),
    (r"\bbottle", "bottle"),
    (r"\bbowl\b|salad|ramen|\bplate of", "bowl"),
    (r"frying|skillet|\begg", "pan"),
    (r"\bcake|cupcake", "cake"),
    (r"houseplant|potted|seedling|sprout", "plant"),
    (r"\bheart", "love"),
    (r"\bpaws?\b|\bdog\b|\bcat\b|puppy|kitten", "paw"),
    (r"\bdress\b|\bgown", "dress"),
    (r"shopping bag|\bbags?\b", "bag"),
    (r"\bgift|present box", "gift"),
    (r"price tag|discount|\bsale\b", "tag"),
    (r"five[- ]star|review|rating", "stars"),
    (r"megaphone|announc", "megaphone"),
    (r"\btickets?\b", "tickets"),
    (r"\bcar\b|\bvan\b|vehicle", "car"),
    (r"light ?bulb|\bidea\b", "bulb"),
    (r"house keys?|\bkeys\b|keyring", "key"),
    (r"\bhouse\b|\bcottage|front door", "house"),
    (r"paint ?brush|paint roller", "brush"),
    (r"spray bottle|cleaning spray|detergent", "spray"),
    (r"dumbbell|barbell|weights\b", "dumbbell"),
    (r"sneaker|running shoe|\brunner\b", "shoe"),
    (r"airplane|aeroplane|\bjet\b", "plane"),
    (r"suitcase|luggage", "suitcase"),
    (r"photographer|snapshot|selfie", "camera"),
    (r"headphone|playlist", "headphones"),
    (r"trophy|medal|winner", "trophy"),
    (r"serum|lipstick|moisturi", "cosmetics"),
    (r"scissors|haircut", "scissors"),
    (r"parcel|package\b|cardboard|\bbox(?:es)?\b", "parcel"),
    (r"\bteam\b|\bcrowd|\bcustomers|\bfriends\b|\bneighbours\b|line of people", "people"),
)

PLACES = (
    (
        r"kitchen|bathroom|living room|bedroom|sofa|\broom\b|indoors|caf[eé]\b|restaurant|workshop"
        r"|basement|salon|under the sink",
        "room",
    ),
    (r"\bsea\b|beach|ocean|coast|island|\blake\b|harbou?r|mountain", "sea"),
    (
        r"(?<!of )\bfields?\b|\bhills?\b|landscape|countryside|\bpark\b|meadow|sunrise|sunset|open road|farm",
        "hills",
    ),
    (r"garden|forest|jungle|greenhouse|botanic", "garden"),
    (r"\bcity|street|skyline|rooftop|downtown|office|neighbou?rhood|urban|bridge|\bbin\b", "city"),
    (r"server|holograph|neon|virtual|cyber|interface|data cent", "digital"),
    (r"podium|pedestal|\bstage\b|spotlight|seamless|plain backdrop|studio", "studio"),
    (r"abstract|ribbons|flowing shapes", "ribbons"),
)

NIGHT = (
    r"\bnight|midnight|\bmoon|after dark|\bdusk\b|\b(?:[1-4]|12) ?a\.?m\b|\b(?:9|1[01]) ?p\.?m\b"
    r"|\bnoche|\bnuit|\bnacht|\bnotte|\bnoite"
)

ACTIONS = (
    (r"\bcall|phone|ring us|\bnumber\b|dial|llam|appel|anruf|chiam|ligue", "phone"),
    (r"\bbook (?:now|a|your|today)|reserv|appointment|schedule|save the date|termin", "calendar"),
    (r"ticket|attend|doors open", "tickets"),
    (r"join us|together", "people"),
    (r"\bshop|\bbuy|order|cart|store|compra|kauf|achet", "bag"),
    (r"donat|give today|support us", "love"),
    (r"visit|come (?:by|in|see)|find us", "house"),
    (r"gift|\bfree\b", "gift"),
)
