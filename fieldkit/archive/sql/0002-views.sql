-- The usual questions. Each view reads as whoever asks (security_invoker): nobody sees through it what he may not see.
--
-- Times are those of the authors' clocks; nobody's verdict on a wrong clock is known here.

CREATE FUNCTION feltkit.written_at(hlc bigint, flags integer) RETURNS timestamptz LANGUAGE sql IMMUTABLE
RETURN to_timestamp(
    1735689600 + (hlc >> 16)
    - 60 * CASE WHEN flags >> 2 <= 15 THEN flags >> 2 ELSE 15 + ((flags >> 2) - 15) * 15 END
);

-- Seconds since 2025, as people's times are kept in bodies.
CREATE FUNCTION feltkit.moment(seconds bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE
RETURN to_timestamp(1735689600 + seconds);

-- What a body says; NULL where this program did not know it when it came, or the database cannot read it.
CREATE FUNCTION feltkit.said(known boolean, body text) RETURNS jsonb LANGUAGE sql IMMUTABLE
RETURN CASE WHEN known THEN body::jsonb END;

-- The words of how fast people are to read something (core/facts/terms.py), and in which time somebody must have said
-- forstået; NULL: nobody need.
CREATE FUNCTION feltkit.word(precedence smallint) RETURNS text LANGUAGE sql IMMUTABLE
RETURN (ARRAY['info', 'routine', 'urgent', 'flash'])[precedence + 1];

CREATE FUNCTION feltkit.within(precedence smallint) RETURNS interval LANGUAGE sql IMMUTABLE
RETURN (ARRAY[NULL, interval '2 hours', interval '30 minutes', interval '5 minutes'])[precedence + 1];

CREATE FUNCTION feltkit.number(kit integer, seq integer) RETURNS text LANGUAGE sql IMMUTABLE
RETURN kit || '-' || lpad(seq::text, greatest(4, length(seq::text)), '0');

CREATE VIEW feltkit.log WITH (security_invoker = true) AS
SELECT
    municipality,
    feltkit.number(kit, seq) AS number,
    feltkit.written_at(hlc, flags) AS at,
    flags & 1 = 0 AS at_certain,
    incident,
    incident & 32768 <> 0 AS exercise,
    kind,
    feltkit.said(known, body) AS said,
    kit, epoch, seq, hlc, id
FROM feltkit.events;

CREATE VIEW feltkit.feeds WITH (security_invoker = true) AS
SELECT
    municipality, kit, epoch,
    min(seq) AS first, max(seq) AS last, count(*) AS events,
    max(seq) - min(seq) + 1 - count(DISTINCT seq) AS missing,
    count(*) - count(DISTINCT seq) AS forked
FROM feltkit.events
GROUP BY municipality, kit, epoch;

-- Where each kit stood, by its own latest word.
CREATE VIEW feltkit.kits WITH (security_invoker = true) AS
SELECT DISTINCT ON (municipality, kit)
    municipality, kit,
    (feltkit.said(known, body) ->> 'place')::bigint AS place,
    feltkit.said(known, body) ->> 'role' AS role
FROM feltkit.events
WHERE kind = 'hello' AND known
ORDER BY municipality, kit, hlc DESC, epoch DESC, seq DESC, id DESC;

-- Which place a radio belongs to that no list knew, by the latest word on it: 4294967296 and its number stand for it.
CREATE VIEW feltkit.nodes WITH (security_invoker = true) AS
SELECT DISTINCT ON (municipality, node)
    municipality,
    4294967296 + (feltkit.said(known, body) ->> 'node')::bigint AS node,
    (feltkit.said(known, body) ->> 'place')::bigint AS place
FROM feltkit.events
WHERE kind = 'assign' AND known
ORDER BY municipality, node, hlc DESC, kit DESC, epoch DESC, seq DESC, id DESC;

-- One gathering and no join of gatherings: of those the planner would guess that they give a single row.
CREATE VIEW feltkit.incidents WITH (security_invoker = true) AS
WITH words AS NOT MATERIALIZED (
    SELECT municipality, (said ->> 'tag')::integer AS incident, said ->> 'name' AS name, hlc, kit, epoch, seq, id, at,
        coalesce((said ->> 'stop')::boolean, false) AS stop
    FROM (
        SELECT municipality, hlc, kit, epoch, seq, id, feltkit.written_at(hlc, flags) AS at,
            feltkit.said(known, body) AS said
        FROM feltkit.events
        WHERE kind = 'incident' AND known
    ) AS each
)
SELECT
    municipality,
    incident,
    coalesce((array_agg(name ORDER BY hlc DESC, kit DESC, epoch DESC, seq DESC, id DESC) FILTER (WHERE NOT stop))[1], '')
        AS name,
    incident & 32768 <> 0 AS exercise,
    min(at) FILTER (WHERE NOT stop) AS started,
    (array_agg(CASE WHEN stop THEN at END ORDER BY hlc DESC, kit DESC, epoch DESC, seq DESC, id DESC))[1] AS stopped
FROM words
GROUP BY municipality, incident
HAVING bool_or(NOT stop);

-- What people at a place wrote or did there, as the kits count it for a sign of life (core/state/reporting.py).
CREATE VIEW feltkit.signs WITH (security_invoker = true) AS
SELECT
    event.municipality, event.incident,
    coalesce(nodes.place, nullif(event.heard, 0), kits.place) AS place,
    feltkit.moment(event.heard_s) AS at,
    event.kind, event.kit
FROM feltkit.events AS event
LEFT JOIN feltkit.kits AS kits ON kits.municipality = event.municipality AND kits.kit = event.kit
LEFT JOIN feltkit.nodes AS nodes ON nodes.municipality = event.municipality AND nodes.node = event.heard
WHERE event.heard IS NOT NULL
    AND coalesce(nodes.place, nullif(event.heard, 0), kits.place) > 0
    AND (NOT event.observed OR kits.place = coalesce(nodes.place, event.heard));

-- Who was silent: from when on a place was, by the rule of the kits (core/views/rounds.py), and when it was heard again,
-- NULL when it was not before the incident ended. Places are those of which anything was ever heard; the secretariat's
-- own are none of them.
CREATE VIEW feltkit.silences WITH (security_invoker = true) AS
WITH rounds AS NOT MATERIALIZED (
    SELECT DISTINCT ON (municipality, incident)
        municipality, incident,
        make_interval(hours => (feltkit.said(known, body) ->> 'hours')::integer) AS every,
        feltkit.moment((feltkit.said(known, body) ->> 'first')::bigint) AS first
    FROM feltkit.events
    WHERE kind = 'round' AND known
    ORDER BY municipality, incident, hlc DESC, kit DESC, epoch DESC, seq DESC, id DESC
), lasted AS NOT MATERIALIZED (
    SELECT municipality, incident, feltkit.written_at(max(hlc), 0) AS until
    FROM feltkit.events
    WHERE incident <> 0
    GROUP BY municipality, incident
), plans AS NOT MATERIALIZED (
    SELECT
        municipality, incident, incidents.started,
        coalesce(incidents.stopped, lasted.until) AS until,
        coalesce(rounds.every, interval '3 hours') AS every,
        coalesce(rounds.first, incidents.started + interval '3 hours') AS first
    FROM feltkit.incidents AS incidents
    JOIN lasted USING (municipality, incident)
    LEFT JOIN rounds USING (municipality, incident)
    WHERE coalesce(rounds.every, interval '3 hours') > interval '0'
), heard AS NOT MATERIALIZED (
    SELECT signs.municipality, signs.incident, signs.place, signs.at
    FROM feltkit.signs AS signs
    LEFT JOIN feltkit.kits AS own ON own.municipality = signs.municipality AND own.place = signs.place
        AND own.role = 'secretariat'
    WHERE own.municipality IS NULL
), places AS NOT MATERIALIZED (
    SELECT municipality, place FROM feltkit.kits WHERE role <> 'secretariat' AND place > 0
    UNION
    SELECT municipality, place FROM heard
), marks AS NOT MATERIALIZED (
    -- what is planned stands in one row of each place, and is told to the others by a window: a join of so many signs
    -- with so few plans is one that the planner guesses wrong
    SELECT plans.municipality, plans.incident, places.place, plans.started AS at,
        plans.started, plans.until, plans.every, plans.first
    FROM plans
    JOIN places ON places.municipality = plans.municipality
    UNION ALL
    SELECT municipality, incident, place, at, NULL, NULL, NULL, NULL
    FROM heard
), planned AS NOT MATERIALIZED (
    SELECT
        municipality, incident, place, at, started IS NOT NULL AS is_plan,
        max(started) OVER alike AS started,
        max(until) OVER alike AS until,
        extract(epoch FROM max(every) OVER alike) AS every_s,
        max(first) OVER alike + make_interval(secs => place % 60 * 20) AS first_slot
    FROM marks
    WINDOW alike AS (PARTITION BY municipality, incident, place)
), spans AS NOT MATERIALIZED (
    SELECT
        planned.*,
        lead(at) OVER (PARTITION BY municipality, incident, place ORDER BY at) AS heard_again
    FROM planned
    WHERE is_plan OR (at > started AND at < until)
), judged AS NOT MATERIALIZED (
    SELECT
        spans.*,
        first_slot + interval '15 minutes' + make_interval(
            secs => every_s * greatest(0, floor((extract(epoch FROM at - first_slot) + every_s / 2) / every_s) + 1)
        ) AS silent_from
    FROM spans
)
SELECT
    judged.municipality, judged.incident, incidents.name, incidents.exercise, judged.place,
    judged.silent_from, judged.heard_again,
    coalesce(judged.heard_again, judged.until) - judged.silent_from AS lasted
FROM judged
JOIN feltkit.incidents AS incidents ON incidents.municipality = judged.municipality
    AND incidents.incident = judged.incident
WHERE judged.silent_from < coalesce(judged.heard_again, judged.until);

-- Time to forstået. Of each message: the first word that counts (core/views/understood.py), from another place.
CREATE VIEW feltkit.understood WITH (security_invoker = true) AS
WITH messages AS NOT MATERIALIZED (
    SELECT
        event.municipality, event.incident, event.kit, event.epoch, event.seq, event.id, event.precedence,
        feltkit.written_at(event.hlc, event.flags) AS sent,
        coalesce(nullif(event.heard, 0), kits.place) AS sender
    FROM feltkit.events AS event
    LEFT JOIN feltkit.kits AS kits ON kits.municipality = event.municipality AND kits.kit = event.kit
    WHERE event.kind = 'message' AND event.known
), acks AS NOT MATERIALIZED (
    SELECT
        event.municipality, event.about_kit, event.about_epoch, event.about_seq, event.proven,
        feltkit.written_at(event.hlc, event.flags) AS at,
        coalesce(nullif(event.heard, 0), kits.place) AS place
    FROM feltkit.events AS event
    LEFT JOIN feltkit.kits AS kits ON kits.municipality = event.municipality AND kits.kit = event.kit
    WHERE event.kind = 'ack' AND event.known
)
SELECT
    messages.municipality,
    messages.incident,
    messages.incident & 32768 <> 0 AS exercise,
    feltkit.number(messages.kit, messages.seq) AS number,
    feltkit.word(messages.precedence) AS precedence,
    messages.sent,
    min(acks.at) AS understood,
    min(acks.at) - messages.sent AS took,
    feltkit.within(messages.precedence) AS within,
    min(acks.at) - messages.sent <= feltkit.within(messages.precedence) AS in_time,
    messages.id
FROM messages
LEFT JOIN acks ON acks.municipality = messages.municipality
    AND acks.about_kit = messages.kit AND acks.about_epoch = messages.epoch AND acks.about_seq = messages.seq
    AND acks.place IS DISTINCT FROM messages.sender
    AND (acks.proven OR messages.precedence < 2)
GROUP BY messages.municipality, messages.incident, messages.kit, messages.epoch, messages.seq, messages.id,
    messages.sent, messages.precedence;

-- Requests for assistance, with the latest word on each.
CREATE VIEW feltkit.requests WITH (security_invoker = true) AS
WITH words AS NOT MATERIALIZED (
    SELECT DISTINCT ON (municipality, about_kit, about_epoch, about_seq)
        municipality, about_kit, about_epoch, about_seq,
        feltkit.said(known, body) ->> 'state' AS state,
        feltkit.written_at(hlc, flags) AS at
    FROM feltkit.events
    WHERE kind = 'request-status' AND known
    ORDER BY municipality, about_kit, about_epoch, about_seq, hlc DESC, kit DESC, epoch DESC, seq DESC, id DESC
), asked AS NOT MATERIALIZED (
    SELECT
        municipality, incident, kit, epoch, seq, id, precedence,
        feltkit.written_at(hlc, flags) AS asked, feltkit.said(known, body) AS said
    FROM feltkit.events
    WHERE kind = 'request' AND known
)
SELECT
    asked.municipality,
    asked.incident,
    asked.incident & 32768 <> 0 AS exercise,
    feltkit.number(asked.kit, asked.seq) AS number,
    asked.asked,
    nullif(asked.said ->> 'place', '0')::bigint AS place,
    asked.said ->> 'what' AS what,
    (asked.said ->> 'count')::integer AS count,
    coalesce(asked.said ->> 'unit', '') AS unit,
    asked.said ->> 'topic' AS topic,
    feltkit.word(asked.precedence) AS precedence,
    feltkit.moment((asked.said ->> 'due')::bigint) AS due,
    coalesce(words.state, 'waiting') AS state,
    coalesce(words.state, 'waiting') IN ('waiting', 'working') AS open,
    words.at AS changed,
    asked.id
FROM asked
LEFT JOIN words ON words.municipality = asked.municipality
    AND words.about_kit = asked.kit AND words.about_epoch = asked.epoch AND words.about_seq = asked.seq;

CREATE VIEW feltkit.open_requests WITH (security_invoker = true) AS
SELECT * FROM feltkit.requests WHERE open;

-- A municipality's years, exercises apart. Sums only, so that regions are sums of them.
CREATE VIEW feltkit.years WITH (security_invoker = true) AS
WITH counted AS NOT MATERIALIZED (
    SELECT municipality, exercise, started AS at, 1 AS incidents, 0 AS messages, 0 AS understood, 0 AS in_time,
        0::numeric AS took_s, 0 AS silences, 0::numeric AS silent_s, 0 AS requests, 0 AS open_requests
    FROM feltkit.incidents
    UNION ALL
    SELECT municipality, exercise, sent, 0, 1, (understood IS NOT NULL)::integer, (in_time IS TRUE)::integer,
        coalesce(extract(epoch FROM took), 0), 0, 0, 0, 0
    FROM feltkit.understood
    WHERE precedence <> 'info'
    UNION ALL
    SELECT municipality, exercise, silent_from, 0, 0, 0, 0, 0, 1, extract(epoch FROM lasted), 0, 0
    FROM feltkit.silences
    UNION ALL
    SELECT municipality, exercise, asked, 0, 0, 0, 0, 0, 0, 0, 1, open::integer
    FROM feltkit.requests
)
SELECT
    municipality,
    extract(year FROM at AT TIME ZONE 'Europe/Copenhagen')::integer AS year,
    exercise,
    sum(incidents) AS incidents,
    sum(messages) AS messages,
    sum(understood) AS understood,
    sum(in_time) AS in_time,
    sum(took_s) AS took_s,
    sum(silences) AS silences,
    sum(silent_s) AS silent_s,
    sum(requests) AS requests,
    sum(open_requests) AS open_requests
FROM counted
GROUP BY municipality, extract(year FROM at AT TIME ZONE 'Europe/Copenhagen')::integer, exercise;

-- Whole regions over years.
CREATE VIEW feltkit.regions WITH (security_invoker = true) AS
SELECT
    municipalities.region,
    years.year,
    years.exercise,
    count(*) AS municipalities,
    sum(years.incidents) AS incidents,
    sum(years.messages) AS messages,
    sum(years.understood) AS understood,
    round(100 * sum(years.in_time) / nullif(sum(years.messages), 0), 1) AS in_time_percent,
    make_interval(secs => (sum(years.took_s) / nullif(sum(years.understood), 0))::double precision) AS mean_took,
    sum(years.silences) AS silences,
    make_interval(secs => sum(years.silent_s)::double precision) AS silent,
    sum(years.requests) AS requests,
    sum(years.open_requests) AS open_requests
FROM feltkit.years AS years
JOIN feltkit.municipalities AS municipalities ON municipalities.municipality = years.municipality
GROUP BY municipalities.region, years.year, years.exercise;

GRANT SELECT ON feltkit.log, feltkit.feeds, feltkit.kits, feltkit.nodes, feltkit.incidents, feltkit.signs,
    feltkit.silences, feltkit.understood, feltkit.requests, feltkit.open_requests, feltkit.years, feltkit.regions
TO feltkit_reader, feltkit_keeper;
