-- Learners and what they know. Every table of a learner begins its key with learner_id, so that each hot query reads one
-- stretch of one key (and one shard, should the tables ever be distributed by it). There are no other indexes on purpose: a
-- learner has some hundreds of rows, which are counted faster than an index is kept up at every answer. Times are unix milliseconds; a day is the
-- learner's local day counted from 1970-01-01.

CREATE TABLE learners (
    id         TEXT    NOT NULL PRIMARY KEY,
    zone       TEXT    NOT NULL,            -- IANA name, '' while nobody has told
    zone_set   BOOLEAN NOT NULL,            -- chosen by the learner: detection leaves it alone
    created_at BIGINT  NOT NULL
) {clustered};

CREATE TABLE answers (
    learner_id  TEXT             NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    question    TEXT             NOT NULL,
    pack        TEXT             NOT NULL,
    edition     TEXT             NOT NULL,
    fact        TEXT             NOT NULL,
    form        TEXT             NOT NULL,
    response    {bytes}          NOT NULL,
    score       DOUBLE PRECISION NOT NULL,
    rating      INTEGER          NOT NULL,
    answered_at BIGINT           NOT NULL,
    took_ms     BIGINT           NOT NULL,  -- from page to answer, 0 when not known
    PRIMARY KEY (learner_id, question)      -- the same question handed in twice is one answer
) {clustered};

CREATE TABLE memories (
    learner_id TEXT             NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    pack       TEXT             NOT NULL,
    fact       TEXT             NOT NULL,
    state      INTEGER          NOT NULL,
    stability  DOUBLE PRECISION NOT NULL,
    difficulty DOUBLE PRECISION NOT NULL,
    step       INTEGER          NOT NULL,
    due_day    INTEGER          NOT NULL,
    due_at     BIGINT,                      -- only while in (re)learning steps
    reps       INTEGER          NOT NULL,
    lapses     INTEGER          NOT NULL,
    last_day   INTEGER          NOT NULL,
    last_at    BIGINT           NOT NULL,
    last_form  TEXT             NOT NULL,
    first_at   BIGINT           NOT NULL,   -- first answered: what the daily limit of new facts counts
    version    BIGINT           NOT NULL,   -- goes up with every change; a writer that read an older one starts again
    PRIMARY KEY (learner_id, pack, fact)
) {clustered};
