"""Words for the height of a title; see ``commerce`` for the manner.

The weight is the order in which levels win when a title names several: "Vice President, National Sales Manager" is a
vice president, and "Assistant to the CEO" is listed as a phrase of its own so that it outweighs the CEO it serves.
"""

from __future__ import annotations

from personas.domain.departments import Seniority
from personas.domain.lexicon.terms import Term, terms_parse

ENTRY = """
9: intern, interns, internship, trainee, *praktikant*, praktik*, werkstudent*, student*, working student
9: apprentice*, auszubildend*, ausbildung zum, ausbildung zur, azubi, duales studium, dualer student, volontar*
9: graduate program*, graduate management program, referendar*, phd student, zivildienst*
9: stagiaire*, alternant*, apprenti*, etudiant*, becari*, practicante*, pasante*, estagiari*, stagist*, gyakornok*
9: diakmunka*, palyakezdo*, стажер*, стажёр*, практикант*, студент*, стажант*, کارآموز, stajyer*, duaal
9: assistant professor, visiting assistant professor
"""

PROFESSIONAL_PHRASES = """
9: executive assistant, assistant to, assisten* der geschaftsfuhrung, assisten* der geschaftsleitung
9: assisten* of the, assistant de direction, assistante de direction, assistant du directeur
9: asistente de direccion, asistente ejecutivo, помощник директора, помощник руководителя, ассистент директора
9: асистент на директора, دستیار مدیر, منشی مدیر, ugyvezetoi asszisztens, igazgatoi asszisztens
9: vezetoi asszisztens
8: account executive, account executives, key account manager, product owner, sales executive, executive order
8: marketing executive, process owner, einzelunternehmer*, trainer und coach, account director
8: team member, staff member, member, executive business, scrum master, functional owner, chief engineer assistant
8: professor, teamassisten*, mitarbeiter*
"""

C_LEVEL = """
7: ceo, cfo, cto, cio, cmo, coo, cso, cro, cpo, cdo, chro, ciso, clo, cco, chief * officer, chief executive
7: chief executive officer, chief financial officer, chief technology officer, chief information officer
7: chief marketing officer, chief operating officer, chief revenue officer, chief sales officer
7: chief product officer, chief people officer, chief commercial officer, chief digital officer, chief data officer
7: chief opportunities officer, chief underwriter, chief procurement officer
7: founder*, cofounder*, owner, co owner, president, chairman, chairwoman, chairperson, board member
7: member of the board, member board of directors, board of directors, managing director, managing partner
7: general manager, general mgr, entrepreneur, partner, principal owner, proprietor
7: *geschaftsfuhrer*, geschaftsfuhrend*, geschaftsfuhrung, mitglied der geschaftsleitung, vorstand*, *vorstand
7: *inhaber*, *grunder, *grunderin, aufsichtsrat*, verwaltungsrat*, *vorsitzend*, gesellschafter*, unternehmer*
7: prokurist*, mitglied des vorstand*, intendant
7: president*, pdg, directeur general, directrice generale, gerant, gerante, fondateur, fondatrice
7: director general, directora general, gerente general, propietari*, fundador*, presidente, presidenta, socio
7: dueno, consejero delegado, administrador unico, chef d entreprise, eigenaar, titolare, amministratore delegato
7: bestuurslid, diretor presidente
7: vezerigazgato*, ugyvezeto, ugyvezeto igazgato, tulajdonos*, elnok, cegvezeto*, alapito*, igazgatosag*
7: генеральн* директор*, гендиректор*, собственник*, владелец, основател*, учредител*, президент, председатель
7: предприниматель, член правления, глава
7: финансов* директор, коммерческ* директор, операционн* директор, техническ* директор, директор по маркетингу
7: директор по продажам, директор по персоналу, исполнительн* директор
7: изпълнителен директор, управител*, собственик*, основател*, председател, финансов директор, търговски директор
7: оперативен директор, маркетинг директор, главен изпълнителен директор
7: مدیرعامل, مدیر عامل, بنیانگذار, هیئت مدیره, صاحب, مالک, مدیر ارشد, رئیس هیئت مدیره, kurucu, genel mudur
"""

VP = """
8: vp, svp, evp, avp, vice president, vice chairman, senior vice president, executive vice president
8: vicepresident*, vizeprasident*, vice presidente, vicepresidente, alelnok*, vezerigazgato helyettes
8: вице президент*, вице президент, зам генеральн*, заместитель генеральн*, заместитель председателя, вицепрезидент
8: зам изпълнителен, معاون, معاونت, قائم مقام, genel mudur yardimcisi
"""

DIRECTOR = """
6: director, directors, directora, direktor*, *direktor, *direktorin, directeur, directrice, diretor*, direttore
6: direttrice, regional director, directorate, dirctor
6: igazgato, *igazgato, igazgatoja, igazgatohelyettes, директор*, директорк*, direktoren
6: مدیر کل, مدیرکل
"""

HEAD = """
5: head, lead, leader, team lead, teamlead*, team leader, teamleader, chef, chief, supervisor, superintendent
5: foreman, captain, responsable*, jefe, jefa, encargad*, coordinator*, *coordinator, dean, commander, principal
5: leiter, leiterin, *leiter, *leiterin, *leitung, leitung, leitend*, *chef, *chefin, meister, hauptabteilung*
5: leitungen, koordinator*, *koordinator*, obmann
5: responsabile, chefe, supervisor*, vezeto, *vezeto, *vezetoje, osztalyvezeto*, csoportvezeto*, reszlegvezeto*
5: foosztalyvezeto*, koordinator, afdelings leder, leder, *leder, *ledare, butikksjef, vedouci, *sjef, bas
5: manager head, coordenador*, coordinador*
5: руководител*, начальник*, заведующ*, супервайзер*, тимлид*, главн* бухгалтер*, главн* инженер*, координатор*
5: ръководител*, началник*, завеждащ*, координатор*, رئیس, سرپرست, مسئول, مدیر بخش, hauptverantwort*
5: accounting manager, department manager, office manager, buroleit*, kierownik
"""

SENIOR = """
4: senior, sr, snr, expert*, specialist lead, senioren, principal consultant, principal, staff engineer, confirme
4: expertise
4: ведущ*, старш*, главн* специалист*, эксперт*, старши*, главен експерт, водещ*, کارشناس ارشد, ارشد
4: vezeto tanacsado*, szenior*, chefberater*, specialiste senior, superior
"""

JUNIOR = """
3: junior, jr, assistant, assistante, assistants, associate analyst, entry level, helper, aide, husassistent*
3: research associate, research assistant, ass
3: assistent, assistentin, assistenz, hilfskraft*, asistente, auxiliar, ayudante, assistente, asszisztens
3: segedmunkas*, младш*, ассистент*, помощник*, младши, асистент*, دستیار, کمک, postdoc
"""

MANAGER = """
2: manager, managers, *manager, *managerin, managerin, mgr, management, gerente, gestionnaire, gestor*, gerente de
2: kierownik*, verantwortlich*, beauftragt*, *beauftragte*, *verantwortlich*
2: menedzser*, *menedzser, менеджер*, управляющ*, мениджър*, مدیر
"""

RANKS: tuple[Term, ...] = (
    *terms_parse(meaning=Seniority.JUNIOR, table=ENTRY),
    *terms_parse(meaning=Seniority.PROFESSIONAL, table=PROFESSIONAL_PHRASES),
    *terms_parse(meaning=Seniority.C_LEVEL, table=C_LEVEL),
    *terms_parse(meaning=Seniority.VP, table=VP),
    *terms_parse(meaning=Seniority.DIRECTOR, table=DIRECTOR),
    *terms_parse(meaning=Seniority.HEAD, table=HEAD),
    *terms_parse(meaning=Seniority.SENIOR, table=SENIOR),
    *terms_parse(meaning=Seniority.JUNIOR, table=JUNIOR),
    *terms_parse(meaning=Seniority.MANAGER, table=MANAGER),
)
