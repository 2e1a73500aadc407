package db

// Every query of this package is here: one text for SQLite and PostgreSQL. The rules, which queries_test.go enforces:
//   - $1 … $n first appear in ascending order. SQLite takes them for names and numbers them as it meets them, so that
//     out of order it would bind the wrong values and silently find nothing;
//   - a query on a learner's rows is filtered by learner_id and answered from the key.

// Session keys.
const (
	selectKeys = `SELECT hash_key, block_key, created_at FROM session_keys ORDER BY id DESC`

	insertFirstKey = `INSERT INTO session_keys (id, hash_key, block_key, created_at) VALUES (1, $1, $2, $3)
		ON CONFLICT (id) DO NOTHING`

	insertKey = `INSERT INTO session_keys (id, hash_key, block_key, created_at)
		SELECT COALESCE(MAX(id), 0) + 1, $1, $2, $3 FROM session_keys`
)

// Learners.
const (
	selectLearner = `SELECT id, zone, zone_set, created_at FROM learners WHERE id = $1`

	insertLearner = `INSERT INTO learners (id, zone, zone_set, created_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO NOTHING`

	updateZone = `UPDATE learners SET zone = $1, zone_set = $2 WHERE id = $3 AND ($2 OR NOT zone_set)`
)

// Answers.
const (
	insertAnswer = `INSERT INTO answers
		(learner_id, question, pack, edition, fact, form, response, score, rating, answered_at, took_ms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (learner_id, question) DO NOTHING`

	selectAnswer = `SELECT learner_id, question, pack, edition, fact, form, response, score, rating, answered_at, took_ms
		FROM answers WHERE learner_id = $1 AND question = $2`

	selectAnswers = `SELECT learner_id, question, pack, edition, fact, form, response, score, rating, answered_at, took_ms
		FROM answers WHERE learner_id = $1 ORDER BY question`
)

// Memories.
const (
	selectMemory = `SELECT fact, state, stability, difficulty, step, due_day, due_at, reps, lapses, last_day, last_at, last_form, version
		FROM memories WHERE learner_id = $1 AND pack = $2 AND fact = $3`

	selectMemories = `SELECT fact, state, stability, difficulty, step, due_day, due_at, reps, lapses, last_day, last_at, last_form, version
		FROM memories WHERE learner_id = $1 AND pack = $2 ORDER BY fact`

	// upsertMemory changes no row when the stored version is not the one that was read ($16, 0 for none): then another
	// instance was faster and the transaction starts again. This holds at every isolation level, so no row need be locked
	// before it is read.
	upsertMemory = `INSERT INTO memories
		(learner_id, pack, fact, state, stability, difficulty, step, due_day, due_at, reps, lapses, last_day, last_at, last_form,
		 first_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1)
		ON CONFLICT (learner_id, pack, fact) DO UPDATE SET
			state = excluded.state, stability = excluded.stability, difficulty = excluded.difficulty, step = excluded.step,
			due_day = excluded.due_day, due_at = excluded.due_at, reps = excluded.reps, lapses = excluded.lapses,
			last_day = excluded.last_day, last_at = excluded.last_at, last_form = excluded.last_form,
			version = memories.version + 1
		WHERE memories.version = $16`

	countDue = `SELECT due_day, COUNT(*) FROM memories WHERE learner_id = $1 AND due_day BETWEEN $2 AND $3 GROUP BY due_day`

	countNew = `SELECT COUNT(*) FROM memories WHERE learner_id = $1 AND pack = $2 AND first_at >= $3`
)

// The migrations' own book.
const (
	createMigrations = `CREATE TABLE IF NOT EXISTS schema_migrations (
		version    BIGINT NOT NULL PRIMARY KEY,
		name       TEXT   NOT NULL,
		checksum   TEXT   NOT NULL,
		applied_at BIGINT NOT NULL)`

	selectMigrations = `SELECT version, name, checksum FROM schema_migrations ORDER BY version`

	insertMigration = `INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES ($1, $2, $3, $4)`

	selectSchema = `SELECT MAX(version) FROM schema_migrations`
)
