"""Words for the functions that build, run, pay, staff and direct a company; see ``commerce`` for the manner."""

from __future__ import annotations

from personas.domain.departments import Department
from personas.domain.lexicon.terms import Term, terms_parse

INFORMATION_TECHNOLOGY = """
4: it, ict, cio, cto, ciso, chief information officer, chief technology officer, chief information security officer
4: information technology, information security, information systems, information system, edv
4: software, web developer, devops, sysadmin, system administrator, systems administrator, network*, database*
4: data engineer*, data scientist*, data science, data analyst*, cyber*, infrastructure, blockchain*
4: enterprise architect*, systems specialist, systems analyst, system analyst, business system*
4: *informatik*, systemadministrat*, *entwickler*, softwareentwick*, anwendungsentwick*, applikation*, anwendung*
4: netzwerk*, programmier*, itk, it leiter*, it teamleiter*
4: informatique, informaticien*, developpeu*, reseau*, systemes d information, dsi, informatica, informatico*
4: desarrollador*, programador*, sistemas, tecnologia
4: informatika*, informatikus*, rendszergazda*, rendszermernok*, szoftver*, programozo*, fejleszto, fejlesztesi
4: программист*, разработчик*, системн* администратор*, ит, айти, информационн*, программн*, data аналитик, девопс
4: програмист*, системен администратор, информационни*, софтуер*, разработчик*
4: فناوری اطلاعات, برنامه نویس, برنامه‌نویس, توسعه دهنده, نرم افزار, انفورماتیک, شبکه, آی تی
4: ohjelmisto*, utvecklare, ontwikkelaar*, informatyk*, yazilim*
3: developer*, programmer*, application development, application*, cloud, erp, sap, java, dotnet, cpp, csharp, php
3: python, security analyst, systems integrat*, systems, web design*, webmaster, gamedesign*, full stack, frontend
3: backend, workplace, technology, technologist, internet*, webpage, website, telematics
2: microsoft, digital*, computer*, business analyst, security, data, ai, analytics, cad, tech, technolog*, system
2: reporting, bi
"""

ENGINEERING = """
3: engineer, engineers, engineering, *ingenieur*, chief engineer, ingenieur, ingeniero*, ingenieria, ingegner*
3: mernok*, *mernok, инженер*, مهندس, مهندسی, muhendis*, ingenjor*, engenheir*
3: elektrik*, electrical, elektro*, robot*, techniker, *elektriker, research development, rnd, forschung*
3: entwicklung*, *entwicklung, konstrukt*, технолог, конструктор*, технически директор, техническ* директор
3: muszaki igazgato, мениджър развойна
2: quality control*, kvalitetscontroll*, process engineer*, hardware, embedded, mechanik*, monteur*, muszaki
"""

PRODUCT = """
4: product management, product manager*, product owner*, productowner*, chief product officer, cpo, head of product
4: produktmanag*, produktleiter*, chef de produit, chef produit, jefe de producto, gerente de producto
4: termekmenedzser*, termekfelelos*
4: продакт*, менеджер по продукту, менеджер продукта, продуктов* мениджър, продуктов* менеджер, مدیر محصول, محصول
4: technical product
2: product director, product development, produktentwicklung
"""

PROJECT_MANAGEMENT = """
5: project, projects, *projekt*, program manager, programme manager, program management, program director, pmo
5: scrum master, agile coach, chef de projet*, *projectmanag*, projectleid*, projectorganis*, change management
5: bid management, change lead, change moderator
5: projet*, proyecto*, projeto*, progetto*, projekt*, projektvezeto*, projektmenedzser*, проект*
5: руководитель проект*, ръководител проект*, مدیر پروژه, پروژه, byggeleder, proje
3: lean manager, process specialist, bauleit*, arbeitsplan*, prozess*, tender manager, program analyst, bid manager
3: planner, anforderungsmanag*, turnkey, resource plan*, preconstruction
"""

CONSULTING = """
4: consultant*, consulting, consultancy, *consultant, advisory, adviser, advisor*, *berater, *beraterin, berater*
4: beratung*, *beratung, *consulent*, conseil, conseiller*, consultor*, consultora, asesor*, consulente*, adviseur*
4: tanacsado*, консультант*, консалтинг*, советник*, консултант*, съветник, مشاور, مشاوره, danisman*, radgiver*
2: strategist, freelancer, associate partner, business transformation, visiting scholar, transaction, strategy
"""

ADMINISTRATION = """
4: executive assistant, personal assistant, office manager, office management, secretar*, sekretar*, back office
4: backoffice, receptionist*, clerk, order management, order entry, office administrator, office assistant
4: assisten* der geschaftsfuhrung, assisten* der geschaftsleitung, *sachbearbeit*, burokauf*, burokraft, *assistenz
4: teamassisten*, verwaltung*, *verwaltung, empfang*, kanzlei*
4: assistant de direction, assistante de direction, administratif*, administrative, administrativ*
4: administrador unico, asistente administrativ*, titkar*, irodavezeto*, ugyintezo*, asszisztens*, adminisztra*
4: секретар*, офис менеджер*, делопроизводител*, административн*, помощник руководителя, деловод*, административен
4: офис мениджър, технически сътрудник
4: منشی, مسئول دفتر, رئیس دفتر, اداری, امور اداری, دفتر
3: administration, administrator*, scheduler, disponent*, facility, bestuursassist*, shop manager, filiale, teller
3: kaufmannisch*, oficina, husassistent*, administrador*, coordinador administrativo, zweigstelle*, pobocky
1: assistant, assistent, assistenz, assistente, office, branch manager, koordinator
"""

HUMAN_RESOURCES = """
5: hr, chro, chief people officer, human resources, human resource, human capital, people operations
5: head of people, people and culture, people culture, talent acquisition, talent management, recruit*, recruiting
5: recruitment, headhunter
5: personal*leiter*, personalleit*, personalwesen, personalabteilung, personalentwick*, personalchef*
5: personalreferent*, personalmanag*, personalrefer*, leiter personal, bereichsleiter personal, referent personal
5: gesamtleiterin personal, ausbildung und nachwuchs*, personalhandlagg*
5: ressources humaines, drh, rh, recursos humanos, rrhh, risorse umane, del personale, personeel*, talento humano
5: humaneroforras*, human eroforras*, humanpolitik*, szemelyugy*, toborz*, hr vezeto, munkaugy*
5: персонал*, кадр*, hr менеджер, рекрут*, подбор* персонала, эйчар, человешки ресурси, подбор на персонал
5: личен състав, ТРЗ
5: منابع انسانی, کارگزینی, استخدام, سرمایه انسانی, جذب نیرو
3: onboarding, people, talent*, loopbaan*, compensation, payroll, training development, learning and development
3: leiterin personal, personal partner
2: trainer, ausbilder, leiterin ausbildung
"""

PURCHASING = """
5: purchas*, procurement, buyer, buyers, sourcing, cpo procurement, supply manager, category manager, replenishment
5: tendermanag*
5: einkauf*, *einkauf, *einkauf*, einkaufer*, beschaffung*, materialwirtschaft, leitender disponent, achat, achats
5: acheteu*, compras, comprador*, acquisti, inkoop*, inkoper, *inkoop*, inkop*, approvisionnement*
5: beszerz*, закуп*, снабжени*, снабден*, покупки, доставки, доставчици, خرید, تدارکات, تامین, کارپرداز*, satinalma
3: materials manager, ersatzteile, aprovisionamiento, export manager, factory order
"""

FINANCE = """
4: cfo, chief financial officer, finance, financ*, *finanz*, treasur*, controller, controlling, accountant
4: accounting, account payable, accounts payable, accounts receivable, auditor, tax, taxes, *buchhalt*
4: *buchhaltung*, rechnungswesen, steuer*, kreditor*, risk manager, credit risk
4: finances, comptable*, comptabilite, tresorer*, finanzas, financiero, financiera, contab*, contador*, contable*
4: tesorer*, contraloria, financeiro
4: penzugy*, gazdasagi vezeto, gazdasagi igazgato, szamvitel*, konyvel*, kontroller*, konyvvizsgalo
4: финанс*, бухгалтер*, казначе*, экономист*, аудитор*, счетовод*, икономист*, одитор*, главен счетоводител
4: مالی, حسابدار*, حسابداری, حسابرس*, خزانه, امور مالی
3: underwriter*, underwriting, banker, bank*, investment*, equity, portfolio manager, kredit*, *versicher*
3: insurance*, actuar*, ucetni, fixed income, brokerage, derivatives, fund*, cash manager, claims
"""

LEGAL = """
4: legal, lawyer*, attorney*, solicitor*, paralegal, counsel, general counsel, compliance, dpo, privacy officer
4: clo, notary, patent
4: recht, *anwalt*, *anwalt, *jurist*, rechtsabteilung, datenschutz*, avocat*, juridique, juriste*, abogad*
4: juridic*, advogad*, avvocat*
4: jogi, jogasz, jogtanacsos*, ugyved*, юрист*, юридическ*, правов*, адвокат*, юрисконсул*, правен, حقوقی, وکیل
4: advocaat
"""

OPERATIONS = """
4: operations, coo, chief operating officer, supply chain, logisti*, *logistik*, warehouse*, production
4: *produktion*, manufacturing, plant manager, quality manager, fleet, betriebsleit*, werkleit*, werksleit*
4: lagerleit*, fertigung*, qualitatsmanag*, maintenance
4: exploitation, logistique, produccion, operaciones, logistica, calidad, uzemvezeto*, termeles*, logisztika*
4: minoseg*, raktar*, gyartas*, uzemeltet*
4: логист*, производств*, склад*, операционн* директор, качеств*, эксплуатаци*, производств*, склад*
4: оперативен директор, качество*, تولید, لجستیک, انبار, عملیات, کنترل کیفیت
"""

GENERAL = """
3: ceo, chief executive officer, managing director, general manager, owner, founder, cofounder, president
3: board of directors, chairman, chairwoman, chairperson, chief executive, executive director
3: geschaftsfuhr*, *geschaftsfuhrer*, vorstand*, *vorstand, *inhaber*, aufsichtsrat*, verwaltungsrat*, unternehmer*
3: grunder*, *grunder*, gesellschafter*, prokurist*
3: directeur general, pdg, directrice generale, gerant*, fondat*, president directeur general, director general
3: gerente general, propietari*, fundador*, presidente, socio, dueno, eigenaar, titolare, amministratore delegato
3: vezerigazgato*, ugyvezeto*, tulajdonos*, cegvezeto, elnok*, alapito*, генеральн* директор*, гендиректор*
3: собственник*, владелец, основател*, учредител*, президент, предприниматель, глава
3: изпълнителен директор, управител*, собственик*, основател*, председател, президент, مدیرعامل, مدیر عامل
3: بنیانگذار, هیئت مدیره, صاحب, مالک, رئیس هیئت مدیره
"""

OTHER = """
4: professor*, lecturer*, teacher*, lehrer*, phd, postdoc*, student, scientist*, research, researcher
4: research assistant, coach, artist, journalist*, editor, columnist, physician*, nurse*, therap*, pastor, doctor
4: fitness, personal trainer, wissenschaftlich*, retired, army, architektin, arzt, arztin
4: professeur*, profesor*, enseignant*, medecin*, medico*, tanar*, kutato*, orvos*, учитель, преподавател*, врач
4: учител, лекар, استاد, پزشک, معلم, dozent*, docent
2: volunteer, member, mitglied, werkstudent*, praktikant*, freiwillig*, frivillig, author, mentor, beamt*, designer
2: kellner*, barista, cook
"""

_TABLES = {
    Department.INFORMATION_TECHNOLOGY: INFORMATION_TECHNOLOGY,
    Department.ENGINEERING: ENGINEERING,
    Department.PRODUCT: PRODUCT,
    Department.PROJECT_MANAGEMENT: PROJECT_MANAGEMENT,
    Department.CONSULTING: CONSULTING,
    Department.ADMINISTRATION: ADMINISTRATION,
    Department.HUMAN_RESOURCES: HUMAN_RESOURCES,
    Department.PURCHASING: PURCHASING,
    Department.FINANCE: FINANCE,
    Department.LEGAL: LEGAL,
    Department.OPERATIONS: OPERATIONS,
    Department.GENERAL_MANAGEMENT: GENERAL,
    Department.OTHER: OTHER,
}
FUNCTIONS: tuple[Term, ...] = tuple(
    term for department, table in _TABLES.items() for term in terms_parse(meaning=department, table=table)
)
