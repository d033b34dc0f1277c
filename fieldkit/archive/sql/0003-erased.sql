-- Events in which names were erased: their rows keep id, place and what the views read, and say less. docs/archive.md.

CREATE TABLE feltkit.erased (
    municipality integer NOT NULL,
    id bytea NOT NULL,
    again bytea NOT NULL,
    word bytea NOT NULL,
    load uuid NOT NULL,
    PRIMARY KEY (municipality, id, word),
    FOREIGN KEY (municipality, load) REFERENCES feltkit.loads (municipality, load)
) PARTITION BY HASH (municipality);

DO $$
DECLARE
    part text;
BEGIN
    FOR n IN 0..15 LOOP
        part := 'erased_' || n;
        EXECUTE format(
            'CREATE TABLE feltkit.%I PARTITION OF feltkit.erased FOR VALUES WITH (MODULUS 16, REMAINDER %s)', part, n
        );
        EXECUTE format('ALTER TABLE feltkit.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', part);
    END LOOP;
END $$;

ALTER TABLE feltkit.erased ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON feltkit.erased FOR SELECT TO feltkit_reader
    USING (municipality = ANY ((SELECT feltkit.mine())::integer[]));
CREATE POLICY keeper ON feltkit.erased TO feltkit_keeper USING (true) WITH CHECK (true);
GRANT SELECT ON feltkit.erased TO feltkit_reader, feltkit_keeper;
GRANT INSERT ON feltkit.erased TO feltkit_keeper;

-- Put what is left of events in the place of what they said. A keeper changes no event otherwise, and these alone: of
-- which it was noted that their names were erased. Whether that was so, `archive verify` tells.
CREATE FUNCTION feltkit.forget(code integer, ids bytea[], bodies text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE feltkit.events AS kept SET body = told.body
    FROM unnest(ids, bodies) AS told (id, body)
    WHERE kept.municipality = code AND kept.id = told.id AND EXISTS (
        SELECT FROM feltkit.erased AS noted WHERE noted.municipality = kept.municipality AND noted.id = kept.id
    )
$$;
REVOKE ALL ON FUNCTION feltkit.forget(integer, bytea[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION feltkit.forget(integer, bytea[], text[]) TO feltkit_keeper;
