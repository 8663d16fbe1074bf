-- The two large tables of the shared index, partitioned by council: each council's clauses and vectors
-- in one of sixteen parts. Run before the first release, as the bot's own role; the bot makes the rest.

CREATE TABLE index_entries (
    release text NOT NULL,
    council text NOT NULL,
    position integer NOT NULL,
    line text NOT NULL,
    PRIMARY KEY (release, council, position)
) PARTITION BY HASH (council);

CREATE TABLE index_rows (
    release text NOT NULL,
    council text NOT NULL,
    position integer NOT NULL,
    vector vector NOT NULL,
    PRIMARY KEY (release, council, position)
) PARTITION BY HASH (council);

DO $$
BEGIN
    FOR part IN 0..15 LOOP
        EXECUTE format('CREATE TABLE index_entries_%s PARTITION OF index_entries'
            ' FOR VALUES WITH (MODULUS 16, REMAINDER %s)', part, part);
        EXECUTE format('CREATE TABLE index_rows_%s PARTITION OF index_rows'
            ' FOR VALUES WITH (MODULUS 16, REMAINDER %s)', part, part);
    END LOOP;
END $$;
