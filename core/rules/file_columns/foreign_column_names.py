"""Names of columns in languages other than English, as LinkedIn, spreadsheets and CRMs write them.

Dutch, Polish, Swedish, Danish, Norwegian, Czech, Romanian, Turkish, Russian, Ukrainian, Japanese, Chinese and Korean, a
few names in other languages, and French, German, Spanish, Italian and Portuguese names that `column_names` does not
have. Each field's clearest name comes first.
"""

from __future__ import annotations

_NAMES = {
    "first_name": """
        Voornaam; Roepnaam; Imię; Imie; Förnamn; Tilltalsnamn; Fornavn; Fornavne; Křestní jméno; Jméno; Prenume;
        Prenumele; Ad; Adı; İsim; Имя; Ім'я; Імʼя; Імя; 名;  ファーストネーム;  Rufname; Prénoms;
        Nombres; Nom de pila; Primo nome; Prenome; Primer nom; Etunimi; Keresztnév; Utónév; Όνομα;
        Etternavn fornavn; שם פרטי; الاسم الأول; Tên; Meno; Ime; Име; Eesnimi; Vardas; Vārds;
        ชื่อ; ชื่อจริง; Nama depan; الاسم الاول; نام; პირველი სახელი; სახელი; Անուն; पहला नाम
    """,
    "last_name": """
        Achternaam; Familienaam; Nazwisko; Efternamn; Efternavn; Etternavn; Příjmení; Nume de familie; Nume;
        Numele; Soyad; Soyadı; Soyisim; Фамилия; Прізвище; 姓; 苗字; 名字（姓）; ラストネーム; 성; 성씨; Zuname;
        Nom d'usage; Noms; Primer apellido; Cognomi; Sobrenomes; Cognom; Sukunimi; Vezetéknév; Családnév;
        Επώνυμο; שם משפחה; اسم العائلة; Họ; Priezvisko; Prezime; Priimek; Фамилно име; 姓氏;
        Perekonnanimi; Pavardė; Uzvārds; นามสกุล; Nama belakang; الاسم الأخير; اسم الأسرة; نام خانوادگی; გვარი; Ազգանուն;
        अंतिम नाम; उपनाम
    """,
    "name": """
        Volledige naam; Naam; Voor- en achternaam; Imię i nazwisko; Nazwa kontaktu; Fullständigt namn; Namn;
        För- och efternamn; Fulde navn; Navn; Fullt navn; For- og efternavn; For- og etternavn; Celé jméno;
        Jméno a příjmení; Nume complet; Nume și prenume; Numele complet; Ad Soyad; Adı Soyadı; Tam ad;
        İsim Soyisim; ФИО; Полное имя; Имя и фамилия; Фамилия Имя Отчество; Фамилия и имя; ПІБ; Повне ім'я;
        Ім'я та прізвище; 氏名; 名前; お名前; フルネーム; 姓名; 全名; 이름; 名字; 联系人; 聯絡人; 성명; 전체 이름;
        Nom et prénom; Nom prénom; Prénom(s) et nom; Name, Vorname; Vor- und Zuname; Ansprechpartner;
        Nombre del contacto; Nominativo; Nome e cognome; Nome e sobrenome; Koko nimi; Teljes név; Név;
        Ονοματεπώνυμο; שם מלא; الاسم الكامل; الاسم; Họ và tên; Họ tên; Meno a priezvisko; Ime i prezime;
        Ime in priimek; Candidate; Candidate name; Kandidat; Candidat; Candidato; Member name; Person name;
        ชื่อ-นามสกุล; ชื่อเต็ม; Nama lengkap; Nama; نام کامل; पूरा नाम; Person; Contact; Kontakt; Contacto; Contatto; Contato
    """,
    "address": """
        LinkedIn-profiel; LinkedIn-URL; URL LinkedIn-profiel; Profiel-URL; Profiellink; Profiel; Link do profilu;
        Adres profilu; Profil LinkedIn; URL profilu; LinkedIn-länk; Profillänk; Profil-URL; Profillink;
        Adresse til profil; Odkaz na profil; URL profilului; Link profil; Profil bağlantısı; LinkedIn profili;
        Profil linki; Profil adresi; Ссылка на профиль; Профиль LinkedIn; Профиль; Ссылка; Посилання на профіль;
        Профіль LinkedIn; Профіль; Посилання; プロフィールURL; プロフィール; LinkedIn プロフィール; 个人资料网址;
        个人资料链接; 领英主页; 领英链接; 领英; 個人檔案網址; 프로필 URL; 프로필; 링크드인; 프로필 링크;
        Adresse du profil; Lien vers le profil; Enlace al perfil; Enlace de perfil; Link al profilo;
        Link para o perfil; Profile page; LinkedIn page; LinkedIn account; LinkedIn profile page;
        LinkedIn member URL; LinkedIn ID URL; Member URL; Website LinkedIn; Social profile; linkedin_profile_url
    """,
    "email": """
        E-mailadres; Mailadres; Adres e-mail; E-postadress; E-post; Mailadresse; E-mailadresse; E-postadresse;
        E-mailová adresa; Adresă de e-mail; Adresa de email; E-posta; E-posta adresi; Eposta; Электронная почта;
        Адрес электронной почты; Почта; Эл. почта; Електронна пошта; Адреса електронної пошти; Пошта;
        メールアドレス; メール; 电子邮件; 电子邮箱; 邮箱; 電子郵件; 邮件; 이메일; 이메일 주소; Emails; E-mails;
        البريد الإلكتروني; عنوان البريد الإلكتروني; อีเมล; דוא"ל; אימייל; Alamat email; ایمیل; Адрес эл. почты;
        Correo electronico; Sähköposti; E-mail cím
    """,
    "company": """
        Bedrijf; Bedrijfsnaam; Organisatie; Werkgever; Huidig bedrijf; Firma; Nazwa firmy; Przedsiębiorstwo;
        Organizacja; Obecna firma; Företag; Företagsnamn; Bolag; Virksomhed; Firmanavn; Bedrift; Selskap;
        Arbeidsgiver; Arbejdsgiver; Společnost; Název společnosti; Název firmy; Zaměstnavatel; Companie;
        Numele companiei; Nume companie; Societate; Angajator; Şirket; Şirketi; Şirket adı; Firma adı; Kurum; Компания;
        Организация; Название компании; Место работы; Работодатель; Компанія; Назва компанії; Організація; 会社;
        会社名; 企業名; 勤務先; 所属; 公司; 公司名称; 公司名稱; 企业; 单位; 회사; 회사명; 직장; 기업;
        Nom de la société; Employeur; Arbeitgeber; Organización; Compañía; Impresa; Datore di lavoro; Companhia;
        Yritys; Cég; Cégnév; Vállalat; Εταιρεία; חברה; الشركة; Công ty; Spoločnosť; Tvrtka; Podjetje;
        บริษัท; Perusahaan; Syarikat; شرکت; კომპანია; कंपनी;
        Firmenname; Компания (организация); Фирма; Current employer; Company / Account
    """,
    "position": """
        Functie; Functietitel; Huidige functie; Rol; Beroep; Stanowisko; Obecne stanowisko; Rola; Befattning;
        Titel; Jobbtitel; Yrkesroll; Stilling; Stillingsbetegnelse; Jobtitel; Stillingstittel; Tittel; Pozice;
        Pracovní pozice; Funkce; Funcție; Funcția; Poziție; Poziția; Unvan; Ünvan; Pozisyon; Görev; İş unvanı;
        Meslek; Должность; Позиция; Посада; Позиція; 役職; 肩書き; 職位; ポジション; 职位; 职务; 職稱; 头衔;
        직책; 직위; 직함; 직무; Titre; Métier; Rôle; Tätigkeit; Beruf; Position im Unternehmen; Título; Titolo;
        Ocupación; Profesión; Professione; Função; Profissão; Tehtävä; Asema; Beosztás; Pozíció; Θέση; תפקיד;
        المسمى الوظيفي; المنصب; Chức vụ; Chức danh; ตำแหน่ง; ตำแหน่งงาน; Jabatan; Posisi; سمت;
        Θέση εργασίας; Tehtävänimike; Ammattinimike;
        Ünvanı; Unvanı; Görevi;
        Munkakör; Yrkestitel; Arbejdstitel; Pracovné zaradenie; Pozícia; Pozicija;
        Company position; Position title; Professional title;
        Role title
    """,
    "location": """
        Locatie; Plaats; Woonplaats; Stad; Lokalizacja; Miasto; Miejscowość; Plats; Ort; Placering; Sted;
        Poststed; Lokalita; Město; Umístění; Locație; Oraș; Localitate; Konum; Şehir; Yer; Местоположение; Город;
        Место; Місцезнаходження; Місто; 所在地; 場所; 都市; 勤務地; 所在地区; 城市; 地点; 所在城市; 위치; 지역;
        도시; Location name; Geo location; Área geográfica; Sijainti; Kaupunki; Város; Πόλη; עיר; المدينة;
        Thành phố; Mesto; Grad; Lieu de résidence
    """,
    "headline": """
        Kop; Profielkop; Koptekst; Nagłówek; Nagłówek profilu; Rubrik; Profilrubrik; Overskrift;
        Profiloverskrift; Nadpis; Nadpis profilu; Titlu profil; Başlık; Profil başlığı; Заголовок;
        Заголовок профиля; Заголовок профілю; ヘッドライン; 見出し; 标题; 标语; 헤드라인; Slogan;
        Titre de profil
    """,
    "language": """
        Taal; Język; Språk; Sprog; Jazyk; Limbă; Limba; Dil; Язык; Мова; 言語; 语言; 語言; 언어; Langues;
        Sprachen; Idiomas; Languages; Kieli; Nyelv; Γλώσσα; שפה; اللغة; Ngôn ngữ; Langue de contact
    """,
    "connected_on": """
        Verbonden op; Gekoppeld op; Data nawiązania kontaktu; Połączono; Kontakt sedan; Ansluten den;
        Forbundet den; Kontakt siden; Tilknyttet; Datum spojení; Spojeno dne; Conectat pe; Data conectării;
        Bağlantı tarihi; Bağlantı kurulma tarihi; Дата установления контакта; Дата контакта; Дата з'єднання;
        つながった日; 接続日; 建立联系日期; 加为好友时间; 연결 날짜; 1촌 맺은 날짜; Relation depuis le;
        Vernetzt seit; Connexion le; تاريخ الاتصال; 연결된 날짜; Conectado em; Koblet til; Yhteys muodostettu;
        Collegato in data; 建立联系时间; 1촌 맺은 날;
        Terhubung pada; เชื่อมต่อเมื่อ
    """,
    "degree": """
        Graad; Stopień; Stupeň; Grad kontakt; Derece; Степень; Ступінь; つながりの距離; 人脉度; 촌수
    """,
}
FOREIGN = {field: tuple(" ".join(name.split()) for name in names.split(";")) for field, names in _NAMES.items()}
"""Column names by field."""
