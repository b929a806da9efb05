"""Common first names in Latin letters, written without case and accents.

They tell which word of a full name is the first name where capitals or the order mislead: ANNA Möller, Rossi Giulia.
The lists are short on purpose: a missing name leaves a question open, which LinkedIn's own name answers.
"""

from __future__ import annotations

from core.rules.names.word_set import word_set

ONLY_GIVEN = word_set(
    """
    achim ada adele adrian agata agnes agnieszka agustin aida aisha alain alba alberto alejandro aleksander
    alessandra alessandro alessio alex alexandra alfred alfredo alice alicia alina aline alvaro amalia amanda amelia
    amelie ana anastasia andrea andrew andrzej angela angelika angelo anita anja anke anna annabel annette annika
    antje antonia antonio armin arne arturo astrid attila audrey aurelie aurelien aurora ayse barbara bartosz
    bastian beata beate beatrice beatriz benoit bernd bettina bianca birgit birgitte bjorn blanca boris brenda brian
    brigitte camila camilla camille camillo carina carla carmen carolin carolina caroline carsten catarina catherine
    cecile cecilia cedric celine cesar chantal charlotte chiara chloe christa christelle christiane christina
    christine christof christophe christopher clara claudia claudine claudio cornelia cristina cyril dagmar damien
    daniela daniele danielle danuta dario dariusz davide deborah delphine detlef diana dieter dietmar dimitri dirk
    dmitri domenico dominik dominika donna doris dorota dorothea edgar edith eduardo ekaterina elena eleonora elin
    elisa elisabeth elizabeth elke ella elodie elsa emanuele emil emilia emilie emilio emily emma enrico enrique
    eric erich erik erika esther eugen eugenio eva evelyn ewa fabienne fabio fabrice fabrizio fatima federica
    felicia felipe fernanda fernando filip filippo fiona francesca francesco francisco francois franziska frederic
    fredrik frida gabriela gabriella gaetan gerd gerda gerrit gertrud giacomo gianluca gina giorgia giorgio giovanna
    giovanni gisela giulia giulio giuseppe goran grazyna greta grzegorz gudrun guido guillermo gunnar gunter gustavo
    hakan halina hannah hanne harald hartmut heather hedwig heidi heike helen helena helene helga hendrik henrietta
    henrik hilda hildegard holger horst ian ida ignacio igor ilaria ilona ines inga inge ingeborg ingo ingrid irena
    irene irina iris irma isabel isabella isabelle istvan ivana ivo iwona jaap jacek jacqueline jadwiga jakub jana
    jane janet janina janine janusz jasmin javier jeanne jennifer jens jeremy jerome jerzy jesper jessica jesus jill
    jim joanna joao joaquin jochen joerg johan johann johanna jolanta jon jonathan jorg jorge jorgen josef josefine
    josephine josh juan juana judith julia juliana julie juliette julio jurgen justyna kai karen karin karina
    karolina karsten katarina katarzyna katerina katharina katherine kathleen kathrin kathryn katja katrin kazimierz
    kenneth kerstin kevin kirsten kjell klara konstantin krystyna krzysztof larissa lars laszlo laura lea lech leif
    lena leonardo leonie leszek leticia lidia liliana linda lisa liv loic lotte louise luc luciano lucie lucien
    lucrezia ludmila ludovic luigi luisa lukasz lydia maciej magdalena maik maja malgorzata manfred manon manuel
    manuela marcello marcin marek margaret margareta margarita margherita margot margrit maria mariana marianne
    mariano marion mariska marius marko marlene marta martha martina martine mathilde matilda matteo matthew
    matthieu maud mauricio maurizio melanie melissa merete mia michaela michal michele michelle mikael mike mikhail
    milena miriam mirjam mirko monica monika monique nadia nadine natalia natalie natasha nathalie nelly nicole
    niels niklas nikolai nikos nils nina noemi nora odile oksana olaf oleg olena olga olivia ottilie pablo pamela
    paola paolo patrice patricia patricio paula pauline pawel pedro petr petra pieter pietro pilar piotr rachel
    rafal raffaella rainer ralf ramon ramona raoul rebecca reiner renata renate riccardo rita roberta rodolfo
    rodrigo rolf ronald ronja rosemarie roxana rui rupert ruth ryszard sabine sabrina sam samantha sandra sandrine
    sara sarah sascha sean sebastien sergei sigmund sigrid silke silvia silvio simona simone slawomir sofia solveig
    sonia sonja sophia sophie soren stanislaw stefania stefanie stefano steffen stephane stephanie steve susan
    susana susanna susanne suzanne sven svetlana sylvain sylvia sylvie tadeusz tamara tania tanja tatiana tatjana
    teresa theresa therese thierry thilo thorsten tibor tim timo tina tomasz tommaso toni torben torsten udo ugo ulf
    ulrich ulrike umberto ursula uta ute uwe vaclav vadim valentina valeria valerie vanessa veronica veronika
    veronique victoria vincenzo virginie vittorio vladimir volker waldemar waltraud wanda wiebke wilfried wim
    wojciech wolfgang yann yannick yasmin yuri yves yvette yvonne zbigniew zeynep zofia zoltan zsofia zuzana
    """
)
"""First names that hardly any family bears."""
_FAMILIES_TOO = word_set(
    """
    adam alan albert alexander alexandre alexis alfonso ali anders andre andreas andrei andres anne antoine anton
    arnaud arnold arthur august axel balazs bart bastien benedikt benjamin bernard bernhard bob bogdan bruno carl
    carlo carlos christian christoph claude claus clemens colin cornelius damian daniel david denis dennis didier
    diego dominique douglas edward ellen emmanuel ernst erwin esteban etienne eugene fabian federico felix ferdinand
    florence florian franck frank friedrich fritz gabor gabriel gabriele georg george georges gerald gerard gerhard
    gilles graham gregor gregory guillaume gunther gustav guus guy hans harry hasan hector heinrich heinz helmut
    henri henry herbert hermann hubert hugo hussein ibrahim ivan jacob jacques jakob james jan jean joachim joe
    johannes john jonas jose joseph julian julien karl kaspar keith klaus konrad kurt lara laurent leo leon leonard
    lorenz lorenzo louis luca lucas lucia ludwig luis lukas marc marcel marco marcos marcus marie marina mario mark
    markus martin mathias mathieu matthias maurice max maxime mehmet mercedes michael michel miguel milan mohamed
    mohammed muhammad murat mustafa nathan nicholas nicola nicolas norbert ole oliver olivier oscar otto pascal
    patrick paul per peter philip philipp philippe pierre rafael raphael raul raymond regina reinhard remi rene
    ricardo richard rob robert robin roger roland roman rosa ruben rudolf salvatore samuel santiago scott sebastian
    serge sergio siegfried simon stefan stella stephan stephen steven stuart thomas timothy tobias tom tomas
    valentin vera victor viktor vincent viola virginia walter werner wilhelm xavier yusuf
    """
)
"""First names that are also common family names, so they show no order."""
GIVEN = ONLY_GIVEN | _FAMILIES_TOO
"""Common first names."""
