//! The rule sets that come with the engine.

/// Name and text of each, in the order of documentation.
pub const SHIPPED: [(&str, &str); 4] = [
    ("strict", include_str!("strict.toml")),
    ("three-of-four", include_str!("three-of-four.toml")),
    ("standard", include_str!("standard.toml")),
    ("suggest", include_str!("suggest.toml")),
];
