"""The functions of a company a title can belong to."""

from __future__ import annotations

from enum import StrEnum


class Department(StrEnum):
    """A company's function, as stored on contacts and asked for by persona rules."""

    SALES = "sales"
    MARKETING = "marketing"
    BUSINESS_DEVELOPMENT = "business_development"
    SALES_OPS = "sales_ops"
    INFORMATION_TECHNOLOGY = "information_technology"
    ENGINEERING = "engineering"
    PRODUCT = "product"
    PROJECT_MANAGEMENT = "project_management"
    CONSULTING = "consulting"
    ADMINISTRATION = "administration"
    HUMAN_RESOURCES = "human_resources"
    PURCHASING = "purchasing"
    CUSTOMER_SUPPORT = "customer_support"
    FINANCE = "finance"
    LEGAL = "legal"
    OPERATIONS = "operations"
    GENERAL_MANAGEMENT = "general_management"
    OTHER = "other"


class Seniority(StrEnum):
    """How high a title stands, from the owner's chair to the first job."""

    C_LEVEL = "c_level"
    VP = "vp"
    DIRECTOR = "director"
    HEAD = "head"
    MANAGER = "manager"
    SENIOR = "senior"
    PROFESSIONAL = "professional"
    JUNIOR = "junior"
