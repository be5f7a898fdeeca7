"""Words for the functions that sell, market and look after customers.

Languages, in this order where a line has them all: English, German, French, Spanish, Hungarian, Russian, Bulgarian,
Persian; then the odd Dutch, Italian, Portuguese, Nordic and Turkish word. A line is ``weight: patterns``.
"""

from __future__ import annotations

from personas.domain.departments import Department
from personas.domain.lexicon.terms import Term, terms_parse

SALES = """
4: sales, presales, key account*, account manager, account managers, account manag*, account executive
4: account director, accountmanag*, sales manager, sales director, chief revenue officer, cro
4: vertrieb*, *vertrieb, *vertriebs*, verkauf*, *verkauf, *verkaufer*, aussendienst*, *aussendienst, innendienst*
4: kundenberater*, grosskunden*, kundenbetreu*
4: vente, ventes, vendeu*, commercial, commerciale, commerciaux, directeur commercial, charge d affaires
4: charge daffaires, ingenieur commercial
4: ventas, vendedor*, comercial, director comercial, gerente comercial, ejecutivo de cuentas
4: ertekesit*, *ertekesit*, kereskedelmi igazgato, kereskedelmi vezeto, uzletkoto*, teruleti kepviselo, kulcspartner*
4: продаж*, сбыт*, коммерческ*, аккаунт менеджер, торгов* представител*, отдела продаж, клиентский менеджер
4: продажб*, търговск*, търговец, ключови клиенти
4: فروش, فروشنده, نماینده فروش, مدیر بازرگانی
4: verkoop*, vendite, vendas, salg, saelger, saljare, forsaljning*, salgs*, *saelger, satis
4: kundansvarig, obchod*, verkoper
3: client manager, territory manager, area manager, regional sales, account dirctor, channel manager
3: partner manager, partnermanag*, customer success manag*, relationship manager, client partner
3: bid manager, offer management, offermanagement, alliances, partnerships, account specialist, key accounts
3: forex dealer
2: kam, retail, vertretung, representative, representant*, dealer, commercieel, comercial, account, accounts
2: kereskedelmi, kereskedo, gebietsleiter*, tenders
2: 客户经理, ambassador, dealer
"""

SALES_OPS = """
5: sales operations, sales ops, salesops, revenue operations, revops, rev ops, sales enablement
5: commercial operations, crm manager, crm administrator, crm admin
5: vertriebssteuerung, vertriebscontrolling, vertriebsprozess*, vertriebsinnendienst, sales controller
5: sales controlling
5: administration des ventes, performance commerciale, operaciones de ventas, operaciones comerciales
5: ertekesitestamogat*, ertekesitesi operacio*, операционн* продаж, поддержк* продаж, аналитик продаж
5: операции продажби, پشتیبانی فروش, عملیات فروش
"""

MARKETING = """
4: marketing, *marketing, marketing*, cmo, chief marketing officer, brand*, public relations, pr, communications
4: communication, marcom*, go to market
4: *kommunikation*, offentlichkeitsarbeit, werbung*, werbe*, presse, pressesprecher*, messe, messen, messeplan*
4: veranstaltung*, eventmanag*, redakt*, marktforsch*
4: comunicacion, comunicacao, comunicazione, mercadotecnia, publicidad, prensa, imprensa, publicite, evenementiel*
4: *marketinges, reklam*, kommunikacio*, sajto*, marketingvezeto, markaepit*
4: маркет*, реклам*, pr менеджер, бренд*, коммуникаци*, пресс*
4: маркетинг*, комуникаци*, рекламен*, връзки с обществеността
4: بازاریابی, تبلیغات, مارکتینگ, روابط عمومی, برند
4: pazarlama, markedsforing, marknads*, kommunikasjon*
3: content, social media, seo, sem, ppc, growth, demand generation, campaign*, kampagnen*, media, mediaberater*
3: mediaplan*, copywriter*, advertis*, digital marketing, online marketing, community manager, creative, kreativ*
3: e commerce, ecommerce, events, event
3: market research, market intelligence, graphic design*, grafik*, graphist*, desktop publish*, conversion rate
3: konzeptioner, customer experience, originalare, design director, digital excellence, digital experience
3: strategic design
2: digital media, editorial, public affairs, festival*, art director, digital business
"""

BUSINESS_DEVELOPMENT = """
5: business development, business developer, new business, biz dev, bizdev, strategic partnerships
5: corporate development, director business development, operational development
5: geschaftsentwicklung, geschaftsfeldentwicklung, unternehmensentwicklung, kooperationsmanagement
5: developpement commercial, developpement des affaires, developpement d affaires, desarrollo de negocio
5: desarrollo de negocios, expansion de negocio, sviluppo commerciale
5: uzletfejleszt*, развити* бизнеса, бизнес развити*, по развитию, развитие на бизнеса, бизнес развитие
5: توسعه کسب و کار, توسعه بازار
3: expansion, partnership development, strategy director, managing partner, cooperations, opportunities officer
3: business manager, strategy officer
2: senior partner, partner
"""

CUSTOMER_SUPPORT = """
5: customer support, technical support, customer service, customer services, customer care, service desk
5: servicedesk, help desk, helpdesk, client service*, tech support, support agent, support engineer
5: kundenservice, kundendienst, kundensupport, *kundenservice, first level, 1st level, aftersales
5: after sales service, reparatur*, inhouse service
5: service client, service clients, support client, conseiller client, atencion al cliente, servicio al cliente
5: soporte
5: ugyfelszolgalat*, ugyfelkapcsolat*, ugyfeltamogat*, поддержк* клиент*, служб* поддержки, клиентск* сервис
5: техническ* поддержк*, техподдержк*
5: обслужване на клиенти, поддръжка на клиенти, پشتیبانی, خدمات مشتری, خدمات مشتریان, امور مشتریان
4: customer administration, call center, callcenter, kundservice, klantenservice, servicemedarbejd*
4: technical service
4: customer success, client success
2: support, betreuer*, service engineer, supporter, servicetechniker*, service manager
"""

COMMERCE: tuple[Term, ...] = (
    *terms_parse(meaning=Department.SALES, table=SALES),
    *terms_parse(meaning=Department.SALES_OPS, table=SALES_OPS),
    *terms_parse(meaning=Department.MARKETING, table=MARKETING),
    *terms_parse(meaning=Department.BUSINESS_DEVELOPMENT, table=BUSINESS_DEVELOPMENT),
    *terms_parse(meaning=Department.CUSTOMER_SUPPORT, table=CUSTOMER_SUPPORT),
)
