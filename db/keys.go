package db

import (
	"context"
	"crypto/rand"
	"time"
)

// Key is a pair of session keys, as gorilla/securecookie wants them.
type Key struct {
	Hash      []byte // 64 bytes, authenticates a cookie (HMAC)
	Block     []byte // 32 bytes, encrypts it (AES-256)
	CreatedAt time.Time
}

func newKey() Key {
	k := Key{Hash: make([]byte, 64), Block: make([]byte, 32)}
	rand.Read(k.Hash) // never fails: crypto/rand ends the program instead
	rand.Read(k.Block)
	return k
}

// Keys returns the session keys, newest first: cookies are made with the first and accepted with any. On an empty database it
// makes the first pair; instances that do so at the same time all get the same one.
func (d *DB) Keys(ctx context.Context) ([]Key, error) {
	var keys []Key
	find := func(t *tx) (err error) {
		keys, err = findKeys(t)
		return err
	}
	if err := d.read(ctx, find); err != nil {
		return nil, translate(err, notRead)
	}
	if len(keys) > 0 {
		return keys, nil
	}
	first := newKey()
	err := d.write(ctx, func(t *tx) error {
		if _, err := t.exec(insertFirstKey, first.Hash, first.Block, t.now.UnixMilli()); err != nil {
			return err
		}
		return find(t)
	})
	if err != nil {
		return nil, translate(err, notKept)
	}
	return keys, nil
}

// AddKey makes a new pair of session keys, the first of Keys from now on. Two rotations at the same moment may be one too many:
// then one of them is quizzes.Conflict.
func (d *DB) AddKey(ctx context.Context) (Key, error) {
	k := newKey()
	err := d.write(ctx, func(t *tx) error {
		k.CreatedAt = instant(t.now.UnixMilli())
		_, err := t.exec(insertKey, k.Hash, k.Block, k.CreatedAt.UnixMilli())
		return err
	})
	if err != nil {
		return Key{}, translate(err, notKept)
	}
	return k, nil
}

func findKeys(t *tx) ([]Key, error) {
	var keys []Key
	err := t.rows(selectKeys, nil, func(scan func(...any) error) error {
		var k Key
		var created int64
		if err := scan(&k.Hash, &k.Block, &created); err != nil {
			return err
		}
		k.CreatedAt = instant(created)
		keys = append(keys, k)
		return nil
	})
	return keys, err
}
