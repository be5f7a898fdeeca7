"""What other systems call our fields and their values: the headers and words a proposed mapping knows."""

from __future__ import annotations

NAMES: dict[str, dict[str, str]] = {
    "accounts": {
        "external_id": "account id|company id|record id|hs object id|accountid|id|organisation id|organization id|"
        "symbol|crm id|external id",
        "name": "name|company|company name|account|account name|organization|organisation|organization name|title|firm",
        "domain": "domain|company domain name|email domain|company domain",
        "website": "website|url|web|web site|website url|homepage|home page",
        "industry": "industry|sector|branch|vertical",
        "sub_industry": "sub industry|subindustry|industry group|subsector|sub sector",
        "employees": "employees|number of employees|numberofemployees|no of employees|employee count|workers|staff|"
        "headcount|company size",
        "annual_revenue": "revenue|annual revenue|annualrevenue|sales|turnover|revenues|yearly revenue",
        "currency": "currency|currency code|currencyisocode",
        "country": "country|country region|billing country|billingcountry|hq country|office location|"
        "headquarters country",
        "region": "state|region|state region|province|billing state|billingstate|county|headquartersstate",
        "city": "city|billing city|billingcity|town|headquarterscity|headquarters city",
        "offices": "offices|number of offices|locations",
        "company_type": "company type|companytype|type|ownership|account type",
        "founded_year": "founded|founded year|year founded|year established|established|foundation year",
        "growth_pct": "growth|growth rate|revenue growth|revenuepercentchange|revenue percent change|revenue change",
        "market_share_pct": "market share",
        "technologies": "technologies|tech stack|technology|web technologies",
        "parent_name": "parent|parent company|parent account|subsidiary of|parent name|ultimate parent",
        "owner_email": "owner|owner email|account owner|company owner|sales agent|assigned to",
        "lifecycle": "lifecycle|lifecycle stage|lifecyclestage",
        "customer_since": "customer since|became a customer date|start date",
        "churned_on": "churned on|churn date",
    },
    "contacts": {
        "external_id": "contact id|record id|id|contactid|person id|crm id|external id",
        "first_name": "first name|firstname|given name",
        "last_name": "last name|lastname|surname|family name",
        "email": "email|e mail|email address",
        "phone": "phone|phone number|telephone|mobile",
        "title": "title|job title|jobtitle|position",
        "department": "department",
        "seniority": "seniority|job level",
        "language": "language",
        "persona": "persona|buyer persona|contact persona",
        "buying_role": "buying role|role|decision role|committee role|hs buying role|opportunity role",
        "account_name": "company|company name|account|account name|organization",
        "account_domain": "company domain|website",
        "account_external_id": "account id|company id|accountid|associated company id",
    },
    "deals": {
        "external_id": "opportunity id|deal id|record id|id|opportunityid|crm id|external id",
        "name": "name|deal name|opportunity name|opportunity",
        "account_name": "account|account name|company|company name|client",
        "account_external_id": "account id|company id|accountid",
        "amount": "amount|value|close value|deal value|deal amount|deal cost|contract value",
        "currency": "currency|currency code|currencyisocode",
        "status": "status|deal stage|deal status code|outcome|won lost",
        "stage": "stage|stagename|deal stage|pipeline stage",
        "type": "type|deal type|opportunity type",
        "created_on": "created|create date|created date|engage date|deal date|createdate|open date",
        "closed_on": "closed|close date|closed date|closedate",
        "products": "product|products|solution type|line items",
        "owner_email": "owner|owner email|deal owner|opportunity owner|sales agent|sales rep|manager name",
        "lost_reason": "lost reason|closed lost reason|loss reason",
        "expected_close_on": "expected close|expected close date|forecast date",
    },
    "signals": {
        "external_id": "signal id|event id|id",
        "kind": "kind|signal|event|event type|signal type|topic",
        "occurred_at": "occurred at|date|timestamp|time|event date",
        "domain": "domain|website|company domain",
        "account_name": "account|company|company name|account name",
        "value": "value|score|count",
    },
    "spend": {
        "external_id": "spend id|id|invoice|invoice number",
        "spent_on": "date|spent on|day|booked on|posting date|month",
        "amount": "amount|spend|cost|spent|costs",
        "currency": "currency",
        "category": "category|type|channel|cost type",
        "department": "department|team",
        "campaign": "campaign|campaign name|campaign id",
    },
    "touches": {
        "external_id": "activity id|touch id|id|engagement id",
        "kind": "kind|type|activity type|channel",
        "occurred_at": "occurred at|date|activity date|timestamp|due date",
        "outcome": "outcome|result|call disposition",
        "account_name": "account|company|company name|account name",
        "owner_email": "owner|assigned to|activity owner",
        "duration_minutes": "duration|minutes|duration minutes",
        "asset": "asset|asset name|content|collateral|material",
    },
}
STATUS_WORDS = {
    "won": ("won", "closed won", "closedwon", "win"),
    "lost": ("lost", "closed lost", "closedlost", "loss"),
}
ROLE_WORDS = {
    "legal compliance": "legal_and_compliance",
    "economic buyer": "budget_holder",
    "buyer": "decision_maker",
    "sponsor": "executive_sponsor",
    "advisor": "adviser",
    "user": "end_user",
}
TYPE_WORDS = {
    "new business": "new",
    "newbusiness": "new",
    "existing business": "expansion",
    "existingbusiness": "expansion",
    "upsell": "expansion",
    "up sell": "expansion",
    "cross sell": "expansion",
}
WORDS: dict[str, dict[str, str]] = {"buying_role": ROLE_WORDS, "type": TYPE_WORDS}  # of fields with a choice
BLANKS = frozenset({"-", "--", "–", "—", "n/a", "N/A", "#N/A", "NA", "null", "NULL", "None"})
