//! Files in: tables, columns, populations.
