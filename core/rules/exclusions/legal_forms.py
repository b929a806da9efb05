"""Legal forms of companies, which are ignored in comparisons: "Acme, Inc.", "ACME GmbH" and "Acme" are equal.

They are written as `company_name` compares words: small letters, no accents, single letters joined ("S.p.A." is spa).
Sources: the terms of cleanco 2.3 (the library itself is not used, since it removes words such as "da", "nl" and
"private" from any name, and does not know GesmbH) and the ISO 20275 list of legal forms. A new form needs a migration
such as 0015, which compares the rules of older stores again.
"""

from __future__ import annotations

from core.rules.names.word_set import word_set

FORMS = word_set(
    """
    inc incorporated corp corporation co company ltd limited llc llp lllp lp plc pllc unlimited ultd unltd gmbh mbh
    ggmbh gesmbh gmbhcokg ag kg kgaa ohg gbr egbr ug ek ekfm ekfr eg egen se haftungsbeschrankt partg partgmbb sa
    sas sasu sarl sarlu eurl snc scs sca scop selarl selas sl slu slne sll slp srl srls spa sapa sapi sofom sacv
    srlcv eirl ltda limitada eireli lda unipessoal bv nv vof cvba cvoa bvba sprl sprlu scrl scris asbl vzw ivzw gcv
    commv ab publ hb kb aktiebolag as asa aps ivs smba amba fmba ans nuf oy oyj tmi ehf sro spol zrt nyrt kft bt kht
    doo dd jdoo doel dooel ead eood ood kd kda ooo spk spj spzoo spzook zoo pfa oao zao pao ооо оао зао пао ао нао
    тов пат прат тоо пк ооод оод еоод еад ад сд кд sia uab uou oue ou kk gk kabushiki kaisha pty pte pvt sdn bhd
    berhad tbk persero jsc ojsc cjsc pjsc qjsc qsc psc wll fze fzco fzc fzllc dmcc sti oae saoc saog sarlau epe ltee
    enr nvsa sanv sarls dac cic tic
    """
)
"""Words that end a company's name, without those that are also ordinary words or names (is, et, da)."""
JOINED = word_set(
    """
    is ad ae ee oe da ks ps sf ss sc sd pc ac nl it ec ay kv at et og pp aj vos kdu sp ka sk od jtd dno ekn ad tu eu
    mb ev hf rt keg sci scm gie spc bsc sal sae sab ike ky
    """
)
"""Forms only where they are written with dots or slashes, as they are words otherwise: Acme I/S, Acme a.s."""
FIRST = word_set(
    """
    ооо оао зао пао ао нао ип тов пат прат фоп тоо ooo oao zao sia uab pt gmbh sarl sas eurl snc оод еоод ад чп
    """
)
"""Words of legal forms that may begin a company's name instead of ending it."""
PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        "public limited company",
        "limited liability company",
        "limited liability partnership",
        "private limited company",
        "private limited",
        "joint stock company",
        "unlimited company",
        "designated activity company",
        "company limited by guarantee",
        "community interest company",
        "gesellschaft mit beschrankter haftung",
        "gesellschaft mbh",
        "ges mbh",
        "gesellschaft burgerlichen rechts",
        "kommanditgesellschaft",
        "offene handelsgesellschaft",
        "aktiengesellschaft",
        "eingetragene genossenschaft",
        "eingetragener verein",
        "sociedad anonima",
        "sociedad limitada",
        "sociedad de responsabilidad limitada",
        "sociedad cooperativa",
        "s coop",
        "sociedade anonima",
        "sociedade limitada",
        "societe anonyme",
        "societe cooperative",
        "societe par actions simplifiee",
        "societe a responsabilite limitee",
        "societe en commandite par actions",
        "s en c",
        "s en nc",
        "societa per azioni",
        "societa a responsabilita limitata",
        "societa cooperativa",
        "soc coop",
        "soc coop arl",
        "naamloze vennootschap",
        "besloten vennootschap",
        "aktieselskab",
        "anpartsselskab",
        "aksjeselskap",
        "osakeyhtio",
        "handelsbolag",
        "kommanditbolag",
        "spol s ro",
        "akc spol",
        "ver obch spol",
        "kom spol",
        "sp zoo",
        "sp z oo",
        "sp z oo sp k",
        "sp k",
        "sp j",
        "sp p",
        "sp zoo spk",
        "sp zoo sp k",
        "spolka zoo",
        "spolka z ograniczona odpowiedzialnoscia",
        "spolka komandytowa",
        "spolka jawna",
        "spolka akcyjna",
        "prosta spolka akcyjna",
        "sh a",
        "sh pk",
        "de cv",
        "s de rl de cv",
        "s de rl",
        "sa de cv",
        "sab de cv",
        "sapi de cv",
        "limited sirketi",
        "anonim sirketi",
        "ltd sti",
        "fz llc",
        "partg mbb",
        "sarl s",
        "san ve tic",
        "sanayi ve ticaret",
        "par actions simplifiee",
    )
)
"""Legal forms of several words that end a company's name."""
GLUED = (
    "株式会社", "有限会社", "合同会社", "合資会社", "合名会社", "一般社団法人",
    "股份有限公司", "有限责任公司", "有限責任公司", "有限公司", "集团有限公司", "集團有限公司",
    "주식회사", "유한회사", "株", "有", "주", "유",
)  # fmt: skip
"""Forms written before or after a name without a space; those of one letter count only as a word of their own."""
