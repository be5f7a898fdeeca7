"""The words the demo's companies and people are made of. Every company and person is invented."""

from __future__ import annotations

from dataclasses import dataclass

STARTS = (
    "Alder Amber Anchor Apex Arbor Argent Ash Atlas Aurora Basalt Beacon Birch Blue Boreal Bright Bronze Cairn Cedar "
    "Cinder Clear Cobalt Copper Coral Crest Cypress Delta Drift East Echo Elm Ember Fair Falcon Fern Field Flint Fox "
    "Glen Gold Granite Grove Harbor Hawk Hazel Heath Heron Hill Indigo Iron Ivory Jade Juniper Kestrel Lark Laurel "
    "Linden Lumen Maple Marble Meadow Mercer Mill Mist Moss Myrtle North Oak Ocean Olive Onyx Opal Orchard Osprey Pearl "
    "Pine Polar Poplar Quarry Quartz Raven Reed Ridge River Rowan Sable Sage Silver Slate Sol South Spruce Star Sterling "
    "Stone Summit Swift Tamar Teal Terra Thorn Timber Vale Vector Verdant Vista Wave West Willow Wind Winter Wren Zenith"
).split()
ENDS = (
    "bridge brook by crest dale field ford forge gate grove hall haven hurst land leigh light line mark mere mont more "
    "path peak point port ridge rock run shaw side span stead stone ton vale view ward water way well wick wood worth"
).split()


@dataclass(frozen=True)
class Industry:
    """An industry of the demo: how big its companies are, how they are called, how well they take to us."""

    name: str
    weight: int
    suffixes: tuple[str, ...]
    employees: tuple[int, int]  # typical range; drawn log-uniformly
    revenue_per_head: int  # in whole units of currency
    affinity: float  # 0–1, how well our product fits; drives win rate and deal size
    sub: tuple[str, ...]


INDUSTRIES = (
    Industry(
        "software",
        18,
        ("Software", "Labs", "Systems", "Cloud"),
        (30, 4_000),
        170_000,
        0.95,
        ("SaaS", "Developer tools", "Security"),
    ),
    Industry(
        "it services",
        12,
        ("Digital", "Consulting", "IT"),
        (40, 6_000),
        110_000,
        0.85,
        ("Integration", "Managed services"),
    ),
    Industry(
        "finance",
        12,
        ("Capital", "Bank", "Finance"),
        (60, 12_000),
        320_000,
        0.75,
        ("Banking", "Asset management", "Payments"),
    ),
    Industry("telecommunications", 7, ("Telecom", "Networks"), (120, 20_000), 260_000, 0.8, ("Mobile", "Fibre")),
    Industry(
        "medical",
        12,
        ("Medical", "Health", "Pharma"),
        (50, 15_000),
        210_000,
        0.55,
        ("Devices", "Hospitals", "Pharmaceuticals"),
    ),
    Industry(
        "manufacturing",
        14,
        ("Industries", "Works", "Automation"),
        (80, 18_000),
        190_000,
        0.5,
        ("Machinery", "Automotive", "Electronics"),
    ),
    Industry("logistics", 8, ("Logistics", "Freight"), (60, 9_000), 150_000, 0.45, ("Freight", "Warehousing")),
    Industry(
        "retail", 9, ("Retail", "Stores", "Market"), (40, 25_000), 130_000, 0.35, ("Fashion", "Grocery", "E-commerce")
    ),
    Industry("energy", 5, ("Energy", "Power"), (100, 14_000), 480_000, 0.4, ("Renewables", "Utilities")),
    Industry("education", 3, ("Learning", "Academy"), (20, 2_500), 70_000, 0.25, ("Higher education", "Training")),
)


@dataclass(frozen=True)
class Country:
    """A country of the demo, with its cities, top-level domain and the names its people bear."""

    code: str
    weight: int
    tld: str
    language: str
    cities: tuple[str, ...]
    first: tuple[str, ...]
    last: tuple[str, ...]


COUNTRIES = (
    Country(
        "US",
        26,
        "com",
        "en",
        ("Austin", "Boston", "Chicago", "Denver", "Seattle"),
        tuple("Grace Henry Maya Owen Chloe Daniel Nora Isaac Ruth Caleb Priya Marcus".split()),
        tuple("Walker Brooks Hayes Foster Reyes Patel Coleman Bennett Price Sanders Nguyen Ortiz".split()),
    ),
    Country(
        "DE",
        18,
        "de",
        "de",
        ("Berlin", "Hamburg", "Köln", "München", "Stuttgart"),
        tuple("Anke Bernd Clara Dieter Eva Felix Greta Holger Ina Jens Katja Lukas".split()),
        tuple("Albrecht Becker Dietrich Engel Fuchs Graf Hartmann Keller Lorenz Pohl Seidel Vogt".split()),
    ),
    Country(
        "GB",
        14,
        "co.uk",
        "en",
        ("Bristol", "Edinburgh", "Leeds", "London", "Manchester"),
        tuple("Alice Ben Charlotte Duncan Emma Fiona George Harriet Imogen James Kate Liam".split()),
        tuple("Ashton Barker Clarke Dawson Ellis Fletcher Holmes Marsh Palmer Reid Shaw Turner".split()),
    ),
    Country(
        "HU",
        9,
        "hu",
        "hu",
        ("Budapest", "Debrecen", "Győr", "Pécs", "Szeged"),
        tuple("Anna Balázs Csilla Dávid Eszter Ferenc Gábor Judit Katalin László Márta Zoltán".split()),
        tuple("Bakó Csonka Dobos Fekete Halász Kelemen Lukács Molnár Orsós Sipos Takács Vörös".split()),
    ),
    Country(
        "FR",
        9,
        "fr",
        "fr",
        ("Bordeaux", "Lille", "Lyon", "Nantes", "Paris"),
        tuple("Amélie Bruno Camille Denis Élodie Fabien Hélène Julien Laure Mathieu Océane Rémi".split()),
        tuple(
            "Aubert Blanchard Carpentier Delmas Fournier Garnier Lambert Marchand Perrin Renaud Tessier Vidal".split()
        ),
    ),
    Country(
        "NL",
        6,
        "nl",
        "en",
        ("Amsterdam", "Eindhoven", "Rotterdam", "Utrecht"),
        tuple("Anouk Bas Daan Femke Joris Lotte Maarten Sanne".split()),
        tuple("Bakker Dekker Hendriks Kuiper Mulder Smit Visser Willems".split()),
    ),
    Country(
        "PL",
        6,
        "pl",
        "en",
        ("Gdańsk", "Kraków", "Poznań", "Warszawa", "Wrocław"),
        tuple("Agnieszka Bartosz Dorota Jakub Kinga Marek Olga Tomasz".split()),
        tuple("Baran Czarnecki Górski Kaczmarek Lis Nowak Sikora Zając".split()),
    ),
    Country(
        "BG",
        5,
        "bg",
        "bg",
        ("Пловдив", "София", "Варна"),
        tuple("Ани Борис Весела Георги Десислава Ивайло Мила Петър".split()),
        tuple("Ангелов Василев Георгиев Димитров Колев Маринов Стоянов Тодоров".split()),
    ),
    Country(
        "SE",
        4,
        "se",
        "en",
        ("Göteborg", "Malmö", "Stockholm"),
        tuple("Astrid Björn Ebba Gustav Ingrid Lars".split()),
        tuple("Berglund Dahl Ekström Holm Lindqvist Sandberg".split()),
    ),
    Country(
        "JP",
        3,
        "jp",
        "en",
        ("Osaka", "Tokyo"),
        tuple("Aiko Haruto Kenji Mei Ren Yui".split()),
        tuple("Endo Hayashi Ishikawa Mori Sakai Ueda".split()),
    ),
)

# job titles as people write them, by the starter personas' keys and the language they are written in
TITLES: dict[str, dict[str, tuple[str, ...]]] = {
    "cmo": {
        "en": ("Chief Marketing Officer", "CMO", "VP Marketing"),
        "de": ("Leiter Marketing", "Marketingvorstand"),
        "hu": ("Marketingigazgató",),
        "fr": ("Directrice marketing", "Directeur marketing"),
        "bg": ("Директор маркетинг",),
    },
    "head-of-sales": {
        "en": ("Head of Sales", "VP Sales", "Chief Revenue Officer"),
        "de": ("Vertriebsleiter", "Leiter Vertrieb"),
        "hu": ("Értékesítési igazgató",),
        "fr": ("Directeur commercial",),
        "bg": ("Директор продажби",),
    },
    "sales-manager": {
        "en": ("Sales Manager", "Regional Sales Manager"),
        "de": ("Vertriebsmanager",),
        "hu": ("Értékesítési menedzser",),
        "fr": ("Responsable des ventes",),
        "bg": ("Мениджър продажби",),
    },
    "marketer": {
        "en": ("Marketing Manager", "Demand Generation Manager"),
        "de": ("Marketing Manager",),
        "hu": ("Marketing menedzser",),
        "fr": ("Responsable marketing",),
        "bg": ("Маркетинг мениджър",),
    },
    "sales-ops": {
        "en": ("Sales Operations Manager", "Revenue Operations Lead"),
        "de": ("Sales Operations Manager",),
        "hu": ("Sales operations menedzser",),
        "fr": ("Sales Operations Manager",),
        "bg": ("Sales Operations Manager",),
    },
    "finance": {
        "en": ("CFO", "Finance Director", "Chief Financial Officer"),
        "de": ("Finanzvorstand", "Leiter Finanzen"),
        "hu": ("Pénzügyi igazgató",),
        "fr": ("Directeur financier",),
        "bg": ("Финансов директор",),
    },
}

TECHNOLOGIES = (
    "Salesforce",
    "HubSpot",
    "Odoo",
    "Dynamics 365",
    "Marketo",
    "Snowflake",
    "Power BI",
    "Slack",
    "SAP",
    "Zendesk",
)
COMPLEMENTS = ("Salesforce", "HubSpot", "Snowflake")  # those our product works best with
SIGNAL_KINDS = (
    "product_launch",
    "funding",
    "hiring",
    "new_executive",
    "event_attended",
    "pricing_page_visit",
    "whitepaper_download",
)
LOST_REASONS = ("Price", "No decision", "Chose a competitor", "Missing feature", "Budget cut", "Champion left")
STAGES = ("Discovery", "Evaluation", "Proposal", "Negotiation")
