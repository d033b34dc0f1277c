-- The archive of many municipalities. docs/archive.md tells what each table and column holds.
--
-- Every table is keyed by the municipality, and nothing is joined without it: so the tables can lie on several machines,
-- distributed by that column, as they are (docs/decisions/0043-the-archive-is-cut-by-municipality.md).

CREATE SCHEMA feltkit;

CREATE TABLE feltkit.migrations (name text NOT NULL, applied timestamptz NOT NULL DEFAULT now());

-- To compile a view's plan takes longer than to run it for one municipality.
DO $$
BEGIN
    EXECUTE format('ALTER DATABASE %I SET jit = off', current_database());
EXCEPTION WHEN insufficient_privilege THEN NULL; -- it is another's: it is slower, and right
END $$;

-- Roles belong to the whole server: another archive on it has made them already.
DO $$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY['feltkit_reader', 'feltkit_keeper'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', role);
        EXCEPTION WHEN duplicate_object THEN NULL;
        END;
    END LOOP;
    -- who owns the tables is held to the rules of their rows as well
    IF NOT pg_has_role(current_user, 'feltkit_keeper', 'USAGE') THEN
        EXECUTE format('GRANT feltkit_keeper TO %I', current_user);
    END IF;
END $$;

CREATE TABLE feltkit.municipalities (
    municipality integer PRIMARY KEY CHECK (municipality BETWEEN 1 AND 9999),
    name text NOT NULL DEFAULT '',
    region text NOT NULL DEFAULT ''
);

CREATE TABLE feltkit.loads (
    municipality integer NOT NULL REFERENCES feltkit.municipalities (municipality),
    load uuid NOT NULL,
    source text NOT NULL,
    began timestamptz NOT NULL DEFAULT now(),
    ended timestamptz,
    read bigint NOT NULL DEFAULT 0,
    new bigint NOT NULL DEFAULT 0,
    rejected bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (municipality, load)
);

-- The public halves of whoever vouches for a municipality's kits, as its kits have them.
CREATE TABLE feltkit.roots (
    municipality integer NOT NULL,
    key bytea NOT NULL,
    load uuid NOT NULL,
    PRIMARY KEY (municipality, key),
    FOREIGN KEY (municipality, load) REFERENCES feltkit.loads (municipality, load)
);

-- Columns of fixed size come first, the large ones before the small: less is lost to alignment.
CREATE TABLE feltkit.events (
    hlc bigint NOT NULL,
    batch bigint NOT NULL,
    heard bigint,
    municipality integer NOT NULL,
    kit integer NOT NULL,
    epoch integer NOT NULL,
    seq integer NOT NULL,
    incident integer NOT NULL,
    about_kit integer,
    about_epoch integer,
    about_seq integer,
    heard_s integer,
    flags smallint NOT NULL,
    precedence smallint NOT NULL,
    known boolean NOT NULL,
    proven boolean NOT NULL,
    observed boolean NOT NULL,
    id bytea NOT NULL CHECK (octet_length(id) = 16),
    kind text NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (municipality, id)
) PARTITION BY HASH (municipality);
CREATE INDEX events_feed ON feltkit.events (municipality, kit, epoch, seq);
CREATE INDEX events_kind ON feltkit.events (municipality, kind);
CREATE INDEX events_about ON feltkit.events (municipality, about_kit, about_epoch, about_seq)
    WHERE about_kit IS NOT NULL;

CREATE TABLE feltkit.deposits (
    municipality integer NOT NULL,
    batch bigint NOT NULL,
    kit integer NOT NULL,
    epoch integer NOT NULL,
    first integer NOT NULL,
    last integer NOT NULL,
    events integer NOT NULL,
    digest bytea NOT NULL,
    load uuid NOT NULL,
    PRIMARY KEY (municipality, batch, kit, epoch),
    FOREIGN KEY (municipality, load) REFERENCES feltkit.loads (municipality, load)
) PARTITION BY HASH (municipality);

CREATE TABLE feltkit.checkpoints (
    municipality integer NOT NULL,
    mark bytea NOT NULL,
    key bytea NOT NULL,
    kit integer NOT NULL,
    epoch integer NOT NULL,
    first integer NOT NULL,
    last integer NOT NULL,
    before bytea NOT NULL,
    ids bytea NOT NULL,
    signature bytea NOT NULL,
    load uuid NOT NULL,
    PRIMARY KEY (municipality, mark),
    FOREIGN KEY (municipality, load) REFERENCES feltkit.loads (municipality, load)
) PARTITION BY HASH (municipality);

-- A part without a rule of its own lets nobody in who goes round the whole, also when it has been granted.
DO $$
DECLARE
    whole text;
    part text;
BEGIN
    FOREACH whole IN ARRAY ARRAY['events', 'deposits', 'checkpoints'] LOOP
        FOR n IN 0..15 LOOP
            part := whole || '_' || n;
            EXECUTE format(
                'CREATE TABLE feltkit.%I PARTITION OF feltkit.%I FOR VALUES WITH (MODULUS 16, REMAINDER %s)',
                part, whole, n
            );
            EXECUTE format('ALTER TABLE feltkit.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', part);
        END LOOP;
    END LOOP;
END $$;

-- The municipalities whose events whoever asks may read: those of the roles feltkit_CODE that he has.
CREATE FUNCTION feltkit.mine() RETURNS integer[] LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(array_agg(substr(rolname, 9)::integer), '{}')
    FROM pg_roles
    WHERE CASE WHEN rolname ~ '^feltkit_[0-9]{1,4}$' THEN pg_has_role(current_user, oid, 'USAGE') ELSE false END
$$;

DO $$
DECLARE
    whole text;
BEGIN
    FOREACH whole IN ARRAY ARRAY['municipalities', 'loads', 'roots', 'events', 'deposits', 'checkpoints'] LOOP
        EXECUTE format('ALTER TABLE feltkit.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', whole);
        EXECUTE format(
            'CREATE POLICY own ON feltkit.%I FOR SELECT TO feltkit_reader '
            'USING (municipality = ANY ((SELECT feltkit.mine())::integer[]))',
            whole
        );
        EXECUTE format('CREATE POLICY keeper ON feltkit.%I TO feltkit_keeper USING (true) WITH CHECK (true)', whole);
        EXECUTE format('GRANT SELECT ON feltkit.%I TO feltkit_reader, feltkit_keeper', whole);
        EXECUTE format('GRANT INSERT ON feltkit.%I TO feltkit_keeper', whole);
    END LOOP;
END $$;
GRANT USAGE ON SCHEMA feltkit TO feltkit_reader, feltkit_keeper;
GRANT SELECT ON feltkit.migrations TO feltkit_reader, feltkit_keeper;
GRANT UPDATE (ended, read, new, rejected) ON feltkit.loads TO feltkit_keeper;

-- Take a municipality in, with the role that may read it; "" leaves name and region as they are. Whether the role is
-- there: a keeper need not be allowed to make roles, but the owner must.
CREATE FUNCTION feltkit.admit(code integer, called text, lies_in text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    reader text := 'feltkit_' || code;
BEGIN
    INSERT INTO feltkit.municipalities AS known VALUES (code, called, lies_in)
    ON CONFLICT (municipality) DO UPDATE SET
        name = CASE WHEN called = '' THEN known.name ELSE called END,
        region = CASE WHEN lies_in = '' THEN known.region ELSE lies_in END
    WHERE (called <> '' AND called <> known.name) OR (lies_in <> '' AND lies_in <> known.region);
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = reader) THEN
        RETURN true;
    END IF;
    BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN IN ROLE feltkit_reader', reader);
    EXCEPTION
        WHEN duplicate_object OR unique_violation THEN RETURN true;
        WHEN insufficient_privilege THEN RETURN false;
    END;
    RETURN true;
END $$;
REVOKE ALL ON FUNCTION feltkit.admit(integer, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION feltkit.admit(integer, text, text) TO feltkit_keeper;
