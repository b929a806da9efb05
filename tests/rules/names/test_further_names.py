"""Names as further exports, languages and pages write them: who is greeted, and whom nobody may greet."""

from __future__ import annotations

import pytest

from core.rules.names.person_name import cleaned

FULL = [
    # Whatever stands before Dr. or Prof. is a title as well.
    ("Sanitätsrat Dr. Karl Weiß", "Karl", "Weiß"),
    ("PD Dr. Ute Mai", "Ute", "Mai"),
    ("Uzm. Dr. Ali Kaya", "Ali", "Kaya"),
    ("Priv.-Doz. Dr. Ute Mai", "Ute", "Mai"),
    ("Pani Ewa Lis", "Ewa", "Lis"),
    ("RA Lena Vogt", "Lena", "Vogt"),
    ("Geom. Ugo Bo", "Ugo", "Bo"),
    ("Engº João Reis", "João", "Reis"),
    ("Dr.ª Ana Luz", "Ana", "Luz"),
    ("م. أحمد علي", "أحمد", "علي"),
    ("الأستاذة ليلى حداد", "ليلى", "حداد"),
    ("B.Sc. Tim Ott", "Tim", "Ott"),
    ("Tim Ott, Ph. D.", "Tim", "Ott"),
    ("Tim Ott, B. Sc.", "Tim", "Ott"),
    # A shortened title or name is no greeting, nor is a family.
    ("Dipl.-Kfm. Jens Otto", "Jens", "Otto"),
    ("Mohd. Ali Khan", "", ""),
    ("Wm. Smith", "", "Smith"),
    ("St. John Smith", "St. John", "Smith"),
    ("H.E. Omar Said", "", "Omar Said"),
    ("Familie Meier", "", "Meier"),
    ("Dear Customer", "", ""),
    ("n.d.", "", ""),
    ("s/n", "", ""),
    # Two particles begin a last name.
    ("VAN DER BERG JAN", "", ""),
    ("de la Cruz María", "", ""),
    ("Van Morrison", "Van", "Morrison"),
    ("Al Do", "Al", "Do"),
    ("De Jong Piet", "", ""),
    ("Mc Donald Ron", "", ""),
    ("Jane.", "Jane", ""),
    # A patronymic tells which part is which.
    ("Петров Иван Сергеевич", "Иван", "Петров"),
    ("Иван Сергеевич Петров", "Иван", "Петров"),
    ("Коваль Олена Іванівна", "Олена", "Коваль"),
    ("Ирина Викторовна", "Ирина", "Викторовна"),
    ("Анна Мария Станкевич", "Анна", "Мария Станкевич"),
    ("Смирнов Никита Ильич", "Никита", "Смирнов"),
    # María, shortened; half-width kana; Thai forms of address; departments.
    ("Mª José Ruiz", "María José", "Ruiz"),
    ("José Mª Gil", "José María", "Gil"),
    ("ﾔﾏﾀﾞ ﾀﾛｳ", "", ""),
    ("นาย สมชาย ใจดี", "สมชาย", "ใจดี"),
    ("(no name)", "", ""),
    ("nicht angegeben", "", ""),
    ("Marketing", "", ""),
    # What a page of LinkedIn says to those who cannot see it.
    ("View Anna Fox’s profile", "Anna", "Fox"),
    ("Profil von Anna Fox anzeigen", "Anna", "Fox"),
    ("Anna Fox is open to work", "Anna", "Fox"),
    ("Anna Fox Status is online", "Anna", "Fox"),
    ("Anna Fox 2nd", "Anna", "Fox"),
    ("Anna Fox 3rd+", "Anna", "Fox"),
    ("Zoe Person 1", "Zoe", "Person 1"),
    ("Anna Fox geb. Berg", "Anna", "Fox"),
    ("Anna Fox nee Berg", "Anna", "Fox"),
    ("Anna Fox 2nd degree connection", "Anna", "Fox"),
    ("Anna Fox, Acme GmbH", "Anna", "Fox"),
    ("Acme GmbH", "", ""),
    ("ANNA FOX, PHD", "Anna", "Fox"),
    ("MA, JACK", "Jack", "Ma"),
    ("มาลี ศรีสุข RN, BSN", "มาลี", "ศรีสุข"),
    # Titles of many places, with their dot or without it.
    ("Mag.a Lisa Gruber", "Lisa", "Gruber"),
    ("DDr. Max Huber", "Max", "Huber"),
    ("Mtro. Luis Vega", "Luis", "Vega"),
    ("Arq. Pedro Gil", "Pedro", "Gil"),
    ("Lic Juan Ruiz", "Juan", "Ruiz"),
    ("Me Paul Noir", "Paul", "Noir"),
    ("Pr Jean Valette", "Jean", "Valette"),
    ("Lt Col Tom Reed", "Tom", "Reed"),
    ("Rt Hon Alan Pike MP", "Alan", "Pike"),
    ("Major Tom Reed", "Tom", "Reed"),
    ("Major Reed", "Major", "Reed"),
    ("Tan Sri Lim Goh", "Lim", "Goh"),
    ("Tan Wei Ling", "Tan", "Wei Ling"),
    ("Dato' Sri Ahmad Bin Hassan", "Ahmad", "Bin Hassan"),
    ("dr. Budi Santoso, Sp.PD", "Budi", "Santoso"),
    ("Dr. Öğr. Üyesi Ali Can", "Ali", "Can"),
    ("к.т.н. Иван Петров", "Иван", "Петров"),
    ('ד"ר משה כהן', "משה", "כהן"),
    ("มร สมชาย", "มร", "สมชาย"),
    ("นายสมชาย ใจดี", "สมชาย", "ใจดี"),
    ("คุณากร ใจดี", "คุณากร", "ใจดี"),
    ("دکتر علی رضایی", "علی", "رضایی"),
    ("ბატონი გიორგი ბერიძე", "გიორგი", "ბერიძე"),
    ("Պրն. Արամ Խաչատրյան", "Արամ", "Խաչատրյան"),
    # The family name first, told by its ending or its beginning.
    ("Иванов Иван", "Иван", "Иванов"),
    ("Яков Шварц", "Яков", "Шварц"),
    ("Ковальчук Олена", "Олена", "Ковальчук"),
    ("Ivanov Ivan Ivanovich", "Ivan", "Ivanov"),
    ("Ivan Ivanovich Ivanov", "Ivan", "Ivanov"),
    ("Al-Rashid Omar", "", ""),
    ("Abu Bakr Khan", "Abu Bakr", "Khan"),
    # Two people, nicknames, small words.
    ("Anna und Ben Fox", "Anna", ""),
    ("Eva von und zu Stein", "Eva", "von und zu Stein"),
    ('"Bob" Smith', "Bob", "Smith"),
    ("Seán Ó Briain", "Seán", "Ó Briain"),
    ("Anna möller", "Anna", "Möller"),
    ("mAEVE o'dOWD", "Maeve", "O'Dowd"),
    ("IJSBRAND DE VRIES", "IJsbrand", "de Vries"),
    ("IŞIL ÖZ", "Işıl", "Öz"),
    ("IOAN ŞTEFAN", "Ioan", "Ştefan"),
]
ROWS = [
    (("Sr", "Bo", ""), ("", "Bo", "Bo")),
    (("Chief Chidi", "Obi", ""), ("Chidi", "Obi", "Chidi Obi")),
    (("Chief", "Obi", ""), ("", "Obi", "Obi")),
    (("Dear Anna", "Bo", ""), ("Anna", "Bo", "Anna Bo")),
    (("Anna aka Annie", "Bo", ""), ("Anna", "Bo", "Anna Bo")),
    (("EXT Anna", "Bo", ""), ("Anna", "Bo", "Anna Bo")),
    (("Manager", "Bo", ""), ("", "Bo", "Bo")),
    (("Acme", "GmbH", ""), ("", "", "")),
    (("Md", "Bo", ""), ("", "Bo", "Bo")),
    (("Mª José", "Bo", ""), ("María José", "Bo", "María José Bo")),
    (("Anna.Maria", "Bo", ""), ("Anna Maria", "Bo", "Anna Maria Bo")),
    (("Anna–Lena", "Bo", ""), ("Anna-Lena", "Bo", "Anna-Lena Bo")),
    (("", "ÖZTÜRK", "IŞIK"), ("Işık", "Öztürk", "Işık Öztürk")),
    (("İBRAHİM", "YILMAZ", ""), ("İbrahim", "Yılmaz", "İbrahim Yılmaz")),
    (("JÜRGEN", "GROß", ""), ("Jürgen", "Groß", "Jürgen Groß")),
    # Letters that an earlier program lost, formulas without a value, words of a mail's header.
    (("J?rg", "M?ller", ""), ("", "", "")),
    (("J\ufffdrg", "Bo", ""), ("", "Bo", "Bo")),
    (("Å\u00a0imon", "Bo", ""), ("Šimon", "Bo", "Šimon Bo")),
    (("=A2", "Bo", ""), ("", "Bo", "Bo")),
    (("=?UTF-8?Q?M=C3=BCge?=", "Ak", ""), ("Müge", "Ak", "Müge Ak")),
    (("M=C3=BCge", "Ak", ""), ("Müge", "Ak", "Müge Ak")),
    (("Anna und Tom", "Bo", ""), ("Anna", "Bo", "Anna Bo")),
    (("Ana", "da silva", ""), ("Ana", "da Silva", "Ana da Silva")),
    (("민수", "김", ""), ("민수", "김", "김민수")),
    (("太郎", "山田", ""), ("太郎", "山田", "山田太郎")),
    # A column called Name, 이름 or Имя beside one of last names holds first names.
    (("", "Möller", "Anna"), ("Anna", "Möller", "Anna Möller")),
    (("", "김", "민수"), ("민수", "김", "김민수")),
    (("", "김", "김민수"), ("민수", "김", "김민수")),
    (("", "Möller", "Möller"), ("", "Möller", "Möller")),
]


@pytest.mark.parametrize(("full", "first", "last"), FULL)
def test_a_full_name_greets_by_its_first_name_or_by_none(full: str, first: str, last: str) -> None:
    found = cleaned("", "", full)
    assert (found.first_name, found.last_name) == (first, last)


@pytest.mark.parametrize(("cells", "names"), ROWS)
def test_names_of_a_row(cells: tuple[str, str, str], names: tuple[str, str, str]) -> None:
    found = cleaned(*cells)
    assert (found.first_name, found.last_name, found.name) == names
