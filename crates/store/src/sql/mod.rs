//! One set of queries for SQLite and PostgreSQL: numbers and bytes in, rows out.

mod connect;
mod migrate;

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Connection as _, FromRow, PgConnection, SqliteConnection};
use tokio::runtime::Runtime;

pub use connect::Place;

use crate::error::Error;

/// A connection to either database.
#[derive(Debug)]
pub(crate) struct Db {
    runtime: Runtime,
    connection: Connection,
}

#[derive(Debug)]
enum Connection {
    Sqlite(Box<SqliteConnection>),
    Postgres(Box<PgConnection>),
}

/// The same words for both databases.
macro_rules! on {
    ($connection:expr, $name:ident => $body:expr) => {
        match $connection {
            Connection::Sqlite($name) => {
                let $name = &mut **$name;
                $body
            }
            Connection::Postgres($name) => {
                let $name = &mut **$name;
                $body
            }
        }
    };
}

/// What a query is given.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value<'a> {
    Int(i64),
    Bytes(&'a [u8]),
}

impl From<i64> for Value<'_> {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<u64> for Value<'_> {
    fn from(value: u64) -> Self {
        // Numbers of items stay far below.
        Self::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(value: &'a [u8]) -> Self {
        Self::Bytes(value)
    }
}

impl<'a> From<&'a Vec<u8>> for Value<'a> {
    fn from(value: &'a Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Value<'a> {
    fn from(value: &'a [u8; N]) -> Self {
        Self::Bytes(value)
    }
}

/// Values of a query, in order.
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::sql::Value::from($value)),*] };
}
pub(crate) use values;

/// A row that both databases give: a tuple of numbers and bytes.
pub(crate) trait Row:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl Db {
    /// Changes something; how many rows were touched.
    pub(crate) fn run(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<u64, Error> {
        self.runtime.block_on(async {
            on!(&mut self.connection, connection => {
                let mut query = sqlx::query(sql);
                for value in values {
                    query = match value {
                        Value::Int(value) => query.bind(*value),
                        Value::Bytes(value) => query.bind(value.to_vec()),
                    };
                }
                Ok(query.execute(connection).await?.rows_affected())
            })
        })
    }

    /// Asks for rows.
    pub(crate) fn rows<T: Row>(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<Vec<T>, Error> {
        self.runtime.block_on(async {
            on!(&mut self.connection, connection => {
                let mut query = sqlx::query_as(sql);
                for value in values {
                    query = match value {
                        Value::Int(value) => query.bind(*value),
                        Value::Bytes(value) => query.bind(value.to_vec()),
                    };
                }
                Ok(query.fetch_all(connection).await?)
            })
        })
    }

    /// Asks for one row.
    pub(crate) fn row<T: Row>(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
    ) -> Result<Option<T>, Error> {
        Ok(self.rows(sql, values)?.pop())
    }

    /// Statements as they are, several at once.
    pub(crate) fn raw(&mut self, sql: &'static str) -> Result<(), Error> {
        self.runtime.block_on(async {
            on!(&mut self.connection, connection => {
                sqlx::raw_sql(sql).execute(connection).await?;
                Ok(())
            })
        })
    }

    /// All of it or nothing: whatever happens before the end leaves what was there.
    pub(crate) fn whole<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<Option<T>, Error>,
    ) -> Result<Option<T>, Error> {
        // SQLite would else take its write lock only when it is too late to wait for it.
        self.raw(if self.is_sqlite() { "begin immediate" } else { "begin" })?;
        let done = work(self);
        let kept = match &done {
            Ok(Some(_)) => self.raw("commit"),
            _ => Ok(()),
        };
        if kept.is_err() || !matches!(done, Ok(Some(_))) {
            // Where the connection is gone the database has undone it itself.
            let _ = self.raw("rollback");
        }
        kept.and(done)
    }

    /// Reads everything as it is at one moment.
    pub(crate) fn steady<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        let begin =
            if self.is_sqlite() { "begin" } else { "begin isolation level repeatable read read only" };
        self.raw(begin)?;
        let done = work(self);
        let _ = self.raw("rollback");
        done
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.connection, Connection::Sqlite(_))
    }

    /// Lets go of the database.
    pub(crate) fn close(self) -> Result<(), Error> {
        let Self { runtime, connection } = self;
        runtime.block_on(async {
            match connection {
                Connection::Sqlite(connection) => connection.close().await,
                Connection::Postgres(connection) => connection.close().await,
            }
        })?;
        Ok(())
    }
}
