//! Normal forms of names, dates and postcodes.
