package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"io"
	"time"
)

func init() {
	sql.Register("made-up", madeUp{})
	wide := opened(0)
	narrow, narrowToo = opened(3), opened(4)
	add(
		program{pattern: "sql.Rows not closed", variant: 1, culprit: "main.(*orders).latest",
			leak:  func(*world) { (&orders{wide}).latest(false) },
			fixed: func(*world) { (&orders{wide}).latest(true) }},
		program{pattern: "sql.Rows not closed", variant: 2, culprit: "main.exists",
			leak:  func(*world) { exists(wide, "customer", false) },
			fixed: func(*world) { exists(wide, "customer", true) }},
		program{pattern: "sql.Tx not ended", variant: 1, culprit: "main.(*ledger).book",
			leak:  func(*world) { (&ledger{wide}).book(-1, false) },
			fixed: func(*world) { (&ledger{wide}).book(-1, true) }},
		program{pattern: "sql.Tx not ended", variant: 2, culprit: "main.inTransaction[...]",
			leak:  func(*world) { inTransaction(wide, false, func(*sql.Tx) (int, error) { return 0, io.EOF }) },
			fixed: func(*world) { inTransaction(wide, true, func(*sql.Tx) (int, error) { return 0, io.EOF }) }},
		program{pattern: "database pool empty", variant: 1, culprit: "main.countOrders",
			leak:  func(*world) { countOrders(narrow, false) },
			fixed: func(*world) { countOrders(narrow, true) }},
		program{pattern: "database pool empty", variant: 2, culprit: "main.(*session).begin",
			leak:  func(*world) { (&session{}).begin(narrowToo, false) },
			fixed: func(*world) { (&session{}).begin(narrowToo, true) }},
		program{pattern: "sql.DB per call", variant: 1, culprit: "main.ready",
			leak:  func(*world) { ready(false) },
			fixed: func(*world) { ready(true) }},
		program{pattern: "sql.DB per call", variant: 2, culprit: "main.(*shard).query",
			leak:  func(*world) { (&shard{"made-up"}).query(false) },
			fixed: func(*world) { (&shard{"made-up"}).query(true) }},
	)
}

var narrow, narrowToo *sql.DB

func opened(connections int) *sql.DB {
	db, err := sql.Open("made-up", "")
	if err != nil {
		panic(err)
	}
	db.SetMaxOpenConns(connections)
	return db
}

type orders struct{ db *sql.DB }

func (o *orders) latest(closes bool) (int64, error) {
	ctx, cancel := context.WithCancel(context.Background())
	rows, err := o.db.QueryContext(ctx, "select id from orders")
	if err != nil {
		cancel()
		return 0, err
	}
	if closes {
		defer cancel()
		defer rows.Close()
	}
	var id int64
	rows.Next()
	return id, rows.Scan(&id)
}

// exists needs one row of many, and leaves the others.
func exists(db *sql.DB, table string, closes bool) bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	rows, err := db.QueryContext(ctx, "select 1 from "+table)
	if err != nil {
		cancel()
		return false
	}
	found := rows.Next()
	if closes {
		rows.Close()
		cancel()
	}
	return found
}

type ledger struct{ db *sql.DB }

func (l *ledger) book(amount int, ends bool) error {
	ctx, cancel := context.WithCancel(context.Background())
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		cancel()
		return err
	}
	if ends {
		defer cancel()
		defer tx.Rollback()
	}
	if amount < 0 {
		return io.ErrUnexpectedEOF
	}
	return tx.Commit()
}

func inTransaction[T any](db *sql.DB, ends bool, work func(*sql.Tx) (T, error)) (value T, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		cancel()
		return value, err
	}
	value, err = work(tx)
	if err == nil {
		cancel()
		return value, tx.Commit()
	}
	if ends {
		tx.Rollback()
		cancel()
	}
	return value, err
}

func countOrders(db *sql.DB, closes bool) int {
	rows, err := db.Query("select id from orders")
	if err != nil {
		return 0
	}
	if closes {
		defer rows.Close()
	}
	rows.Next()
	return 1
}

type session struct{ conn *sql.Conn }

func (s *session) begin(db *sql.DB, ends bool) (err error) {
	s.conn, err = db.Conn(context.Background())
	if err == nil && ends {
		return s.conn.Close()
	}
	return err
}

func ready(closes bool) bool {
	db, err := sql.Open("made-up", "")
	if err != nil {
		return false
	}
	if closes {
		defer db.Close()
	}
	return db.Ping() == nil
}

type shard struct{ driver string }

func (s *shard) query(closes bool) error {
	db, err := sql.Open(s.driver, "")
	if err != nil {
		return err
	}
	if closes {
		defer db.Close()
	}
	_, err = db.Exec("update counters set n = n + 1")
	return err
}

// madeUp is a driver that answers at once, with rows without end.
type madeUp struct{}

type (
	madeUpConn struct{}
	madeUpStmt struct{}
	madeUpRows struct{}
)

func (madeUp) Open(string) (driver.Conn, error) { return &madeUpConn{}, nil }

func (*madeUpConn) Prepare(string) (driver.Stmt, error) { return madeUpStmt{}, nil }
func (*madeUpConn) Close() error                        { return nil }
func (*madeUpConn) Begin() (driver.Tx, error)           { return madeUpStmt{}, nil }

func (madeUpStmt) Commit() error                              { return nil }
func (madeUpStmt) Rollback() error                            { return nil }
func (madeUpStmt) Close() error                               { return nil }
func (madeUpStmt) NumInput() int                              { return 0 }
func (madeUpStmt) Exec([]driver.Value) (driver.Result, error) { return driver.RowsAffected(1), nil }
func (madeUpStmt) Query([]driver.Value) (driver.Rows, error)  { return madeUpRows{}, nil }
func (madeUpRows) Columns() []string                          { return []string{"id"} }
func (madeUpRows) Close() error                               { return nil }
func (madeUpRows) Next(values []driver.Value) error           { values[0] = int64(1); return nil }
