-- The keys that sign and encrypt session cookies, kept here so that a restart signs nobody out and every instance knows them.
CREATE TABLE session_keys (
    id         BIGINT  NOT NULL PRIMARY KEY,  -- 1, 2, …: two instances making the first pair at once collide on 1
    hash_key   {bytes} NOT NULL,
    block_key  {bytes} NOT NULL,
    created_at BIGINT  NOT NULL
);
