"""Make `core/demo/contacts.csv`: 1,200 invented people in five languages, the same bytes every time.

Run as `python tools/make_demo_contacts.py [FILE]`. Names, companies and places are combined at random from the
lists below; the hexadecimal end of each address makes it one that LinkedIn gives to nobody we know of.
"""

from __future__ import annotations

import csv
import io
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

PEOPLE = 1200
SEED = "overture demo contacts 1"
NAMELESS = 24
"""Number of people without a first name, to show what happens to a text that needs one."""

TARGET = Path(__file__).resolve().parent.parent / "core" / "demo" / "contacts.csv"
HEADER = ("First Name", "Last Name", "URL", "Company", "Position", "Location", "Language")


@dataclass(frozen=True)
class Country:
    """Values from which people of one language are made; `share` is their percentage of all people."""

    language: str
    share: int
    first: tuple[str, ...]
    last: tuple[str, ...]
    stems: tuple[str, ...]
    forms: tuple[str, ...]
    positions: tuple[str, ...]
    places: tuple[str, ...]


def words(text: str) -> tuple[str, ...]:
    """Return the words of a comma-separated list."""
    return tuple(word.strip() for word in text.split(","))


COUNTRIES = (
    Country(
        "en",
        40,
        words("Amelia, Ben, Carla, Daniel, Edith, Frank, Grace, Harvey, Imogen, Jack, Kayla, Liam, Maya, Noah, Olive"),
        words("Abbott, Barlow, Carver, Dalton, Ellery, Fenwick, Garner, Hartley, Ivers, Keating, Lowell, Marsden"),
        words("Bluefern, Copperline, Driftwell, Eastmoor, Foxglove, Greywater, Harbourlight, Ironbark, Juniper Row"),
        words("{} Ltd, {} Inc, {} Labs, {} Partners, {} & Sons"),
        words("Founder, CTO, Head of Sales, Product Manager, Chief of Staff, Marketing Director, Data Engineer, COO"),
        words("London, Manchester, Austin, Toronto, Dublin, Melbourne, Boston, Leeds"),
    ),
    Country(
        "fr",
        22,
        words("Élodie, François, Chloé, Hélène, Jérôme, Léa, Mathieu, Noémie, Océane, Rémi, Solène, Théo, Zoé"),
        words("Aubry, Besson, Chevallier, Delmas, Fabre, Garnier, Lacroix, Mérieux, Noël, Perrault, Rousselle"),
        words("Atelier Brume, Clairval, Hexaplan, Lumeraie, Montclair, Noirétang, Papyrelle, Rivéo, Verdelune"),
        words("{}, {} SAS, {} SARL, Groupe {}"),
        words("Fondatrice, Directeur commercial, Responsable marketing, Cheffe de produit, Directeur technique, DRH"),
        words("Paris, Lyon, Nantes, Bordeaux, Lille, Genève, Montréal, Bruxelles"),
    ),
    Country(
        "de",
        18,
        words("Anneliese, Björn, Friederike, Günther, Heike, Jörg, Käthe, Lukas, Maximilian, Ottilie, Sören, Ulrike"),
        words("Ackermann, Brühl, Dörfler, Eichhorn, Fürst, Großmann, Kessler, Lindner, Möller, Rösner, Schäfer"),
        words("Bergwerkstatt, Donautal, Eisenfels, Kieselstein, Lindenhof, Nordlicht, Sommerfeld, Waldkante"),
        words("{} GmbH, {} AG, {} GmbH & Co. KG, {} e. K."),
        words("Geschäftsführerin, Vertriebsleiter, Leiterin Einkauf, Produktmanager, Entwicklungsleiterin"),
        words("Berlin, München, Köln, Wien, Zürich, Düsseldorf, Leipzig"),
    ),
    Country(
        "es",
        14,
        words("Alejandra, Begoña, Íñigo, Joaquín, Lucía, María José, Nicolás, Óscar, Pilar, Raúl, Sofía, Ximena"),
        words("Álvarez Soto, Bermúdez, Cárdenas, Domínguez, Echeverría, Ibáñez, Lozano, Muñoz Rey, Peñalver, Zúñiga"),
        words("Aguaclara, Brisamar, Campoverde, Faroalto, Lagunilla, Peñablanca, Solimar, Tresríos"),
        words("{} S.L., {} S.A., Grupo {}"),
        words("Fundadora, Director comercial, Jefa de producto, Responsable de compras, Directora financiera"),
        words("Madrid, Barcelona, Valencia, Ciudad de México, Bogotá, Buenos Aires"),
    ),
    Country(
        "ja",
        6,
        words("葵, 陽斗, 結衣, 健太, 美咲, 大輔, さくら, 翔"),
        words("青木, 石田, 上野, 小川, 加藤, 木村, 坂本, 高田"),
        words("青葉, 桜川, 東雲, 富士見, 緑原, 若松"),
        words("株式会社{}, {}工業株式会社, 合同会社{}"),
        words("代表取締役, 営業部長, プロダクトマネージャー, 技術部長"),
        words("東京, 大阪, 名古屋, 福岡"),
    ),
)


def main() -> None:
    """Write the file, to the given place or to where the package ships it."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.write_bytes(make())


def make() -> bytes:
    """Return the whole file as it is shipped."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(people())
    return out.getvalue().encode()


def people() -> Iterator[tuple[str, ...]]:
    """Yield one row per person, languages mixed, nobody twice."""
    random = Random(SEED)
    nameless = set(random.sample(range(PEOPLE), NAMELESS))
    countries = random.choices(COUNTRIES, [country.share for country in COUNTRIES], k=PEOPLE)
    for number, country in enumerate(countries):
        first, last = random.choice(country.first), random.choice(country.last)
        ending = f"{number:03x}{random.getrandbits(20):05x}"  # unique by the number
        yield (
            "" if number in nameless else first,
            last,
            f"https://www.linkedin.com/in/{slug(f'{first} {last}')}-{ending}",
            random.choice(country.forms).format(random.choice(country.stems)),
            random.choice(country.positions),
            random.choice(country.places),
            country.language,
        )


def slug(name: str) -> str:
    """Return a name as LinkedIn spells it in an address; "member" if it has no Latin letter."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return "-".join(plain.split()) or "member"


if __name__ == "__main__":
    main()
