"""Legal forms of companies, which are ignored in comparisons: "Acme, Inc.", "ACME GmbH" and "Acme" are equal.

They are written as `company_name` compares words: small letters, no accents, single letters joined ("S.p.A." is spa).
"""

from __future__ import annotations

from core.rules.names.word_set import word_set

FORMS = word_set(
    """
    inc incorporated corp corporation co company ltd limited llc llp lllp lp plc pllc unlimited gmbh mbh ggmbh
    ag kg kgaa ohg gbr ug ek se haftungsbeschrankt partg partgmbb sa sas sasu sarl eurl snc scs scop selarl
    selas sl slu slne sll srl srls spa sapa sapi eirl ltda limitada eireli lda unipessoal bv nv vof cvba bvba
    sprl asbl vzw ab aktiebolag as asa aps oy oyj ehf sro spol zrt nyrt kft bt doo dd jdoo ead ood eood spk spj
    zoo srls pfa ooo oao zao pao ооо оао зао пао ао нао тов пат прат тоо sia uab oue ou kk gk kabushiki kaisha
    pty pte pvt sdn bhd berhad tbk jsc ojsc cjsc pjsc fze fzco dmcc wll sti
    """
)
"""Words that end a company's name. What is a word or name of its own in English (is, ad, et) is not among them."""
FIRST = word_set(
    """
    ооо оао зао пао ао нао ип тов пат прат фоп тоо ooo oao zao sia uab pt gmbh sarl sas
    """
)
"""Words that may begin it instead."""
PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        "public limited company",
        "limited liability company",
        "limited liability partnership",
        "private limited company",
        "private limited",
        "joint stock company",
        "sociedad anonima",
        "sociedad limitada",
        "sociedade anonima",
        "societe anonyme",
        "societe par actions simplifiee",
        "societa per azioni",
        "societa a responsabilita limitata",
        "naamloze vennootschap",
        "besloten vennootschap",
        "sp zoo",
        "sp z oo",
        "spolka z ograniczona odpowiedzialnoscia",
        "spolka akcyjna",
        "de cv",
        "s de rl de cv",
        "s de rl",
        "sa de cv",
        "sapi de cv",
        "limited sirketi",
        "anonim sirketi",
        "san ve tic",
    )
)
"""The same in several words."""
GLUED = (
    "株式会社", "有限会社", "合同会社", "合資会社", "合名会社", "一般社団法人",
    "股份有限公司", "有限责任公司", "有限責任公司", "有限公司", "集团有限公司", "集團有限公司",
    "주식회사", "유한회사", "株", "有", "주", "유",
)  # fmt: skip
"""Forms that are written before or after a name without a space; those of one letter count as a word of their own."""
