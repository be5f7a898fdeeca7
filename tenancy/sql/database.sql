-- The rights inside one database of ABS Platform. Runs connected to that database, as a superuser or as abs_owner, before
-- the first migration. Running it again changes nothing.
DO $$
BEGIN
    -- TEMPORARY is needed: bulk loads go through a temporary table, since COPY is refused on tables with row-level security.
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO abs_app', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO abs_backup', current_database());
    IF (SELECT nspowner FROM pg_namespace WHERE nspname = 'public') <> 'abs_owner'::regrole THEN
        ALTER SCHEMA public OWNER TO abs_owner;
    END IF;
END $$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO abs_app, abs_backup;
-- A function can be handed over only to a role that may create in its schema; nobody can log in as abs_search.
GRANT USAGE, CREATE ON SCHEMA public TO abs_search;

-- PUBLIC's right to call every function is a default of the whole database: it cannot be revoked "IN SCHEMA public".
ALTER DEFAULT PRIVILEGES FOR ROLE abs_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE abs_owner IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO abs_app, abs_search;
ALTER DEFAULT PRIVILEGES FOR ROLE abs_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO abs_app;
ALTER DEFAULT PRIVILEGES FOR ROLE abs_owner IN SCHEMA public GRANT SELECT ON TABLES TO abs_backup, abs_search;
ALTER DEFAULT PRIVILEGES FOR ROLE abs_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO abs_app;
ALTER DEFAULT PRIVILEGES FOR ROLE abs_owner IN SCHEMA public GRANT SELECT ON SEQUENCES TO abs_backup;
