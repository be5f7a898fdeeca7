-- The four roles of ABS Platform. They belong to the whole server, so this runs once per server, as a superuser (or as
-- a role with CREATEROLE that itself has BYPASSRLS). Running it again changes nothing. Passwords are set apart from it:
--   ALTER ROLE abs_owner PASSWORD '…';  ALTER ROLE abs_app PASSWORD '…';  ALTER ROLE abs_backup PASSWORD '…';
--
--   abs_owner   owns the database and its tables, migrates; never serves a request
--   abs_app     web, workers, beat: owns nothing and cannot get round row-level security
--   abs_search  nobody logs in as it; it owns the few audited search functions
--   abs_backup  reads everything, for pg_dump
DO $$
DECLARE
    wanted record;
BEGIN
    FOR wanted IN
        SELECT * FROM (VALUES
            ('abs_owner', 'LOGIN BYPASSRLS CREATEROLE CREATEDB NOSUPERUSER'),
            ('abs_app', 'LOGIN NOBYPASSRLS NOCREATEROLE NOCREATEDB NOSUPERUSER'),
            ('abs_search', 'NOLOGIN BYPASSRLS NOCREATEROLE NOCREATEDB NOSUPERUSER'),
            ('abs_backup', 'LOGIN BYPASSRLS NOCREATEROLE NOCREATEDB NOSUPERUSER')
        ) AS roles (name, attributes)
    LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) THEN
            EXECUTE format('CREATE ROLE %I %s', wanted.name, wanted.attributes);
        END IF;
    END LOOP;
    -- The owner hands the search functions over to abs_search, which takes membership.
    IF NOT pg_has_role('abs_owner', 'abs_search', 'USAGE') THEN
        GRANT abs_search TO abs_owner;
    END IF;
END $$;
