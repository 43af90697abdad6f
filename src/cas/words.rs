//! Two languages at hand.

use crate::identity::Lang;

/// The one of two texts in the language asked for.
pub(super) fn pick<T>(lang: Lang, french: T, english: T) -> T {
    match lang {
        Lang::Fr => french,
        Lang::En => english,
    }
}

/// What stands between a heading and its value.
pub(super) fn colon(lang: Lang) -> &'static str {
    pick(lang, " :", ":")
}
