//! How far a long run is, on stderr, for somebody who waits in front of a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rapproche::formats::Input;
use rapproche::identity::Lang;
use rapproche::reconcile;

use super::pick;
use super::settings::Settings;

/// Below so many bytes of input a run is over before a bar could be read.
const LONG_RUN: u64 = 4_000_000;

/// What a run is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Reading,
    Matching,
    Writing,
}

/// A bar, or nothing where nobody looks: a short run, `--quiet`, or stderr in a file.
#[derive(Debug)]
pub(super) struct Progress {
    bar: ProgressBar,
    lang: Lang,
}

impl Progress {
    /// A bar for a run with these inputs.
    pub(super) fn new(settings: &Settings) -> Self {
        let size = |input: &Input| std::fs::metadata(&input.path).map_or(0, |file| file.len());
        let bytes: u64 = settings.base.iter().chain(&settings.cas).map(size).sum();
        let is_shown = !settings.quiet && bytes >= LONG_RUN;
        // indicatif itself stays silent when stderr is no terminal.
        let target = if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        if !bar.is_hidden() {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Self { bar, lang: settings.lang }
    }

    /// Says what the run is at now.
    pub(super) fn enter(&self, phase: Phase) {
        self.bar.unset_length();
        self.bar.set_style(style("{spinner} {msg} {elapsed}"));
        self.bar.set_message(match phase {
            Phase::Reading => pick(self.lang, "lecture", "reading"),
            Phase::Matching => pick(self.lang, "rapprochement", "matching"),
            Phase::Writing => pick(self.lang, "écriture", "writing"),
        });
    }

    /// Removes the bar.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl reconcile::Progress for Progress {
    fn begin(&self, identities: u64) {
        self.bar.set_position(0);
        self.bar.set_length(identities);
        self.bar.set_style(style("{spinner} {msg} {wide_bar} {human_pos}/{human_len} {eta}"));
    }

    fn advance(&self, identities: u64) {
        self.bar.inc(identities);
    }
}

/// A bar for work in steps of one kind; silent where stderr is no terminal, and gone before a short run could be read.
#[derive(Debug)]
pub(super) struct Steps(ProgressBar);

impl Steps {
    /// A bar that waits for its first step.
    pub(super) fn new(lang: Lang) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        bar.set_style(style("{spinner} {msg} {wide_bar} {percent} % {eta}"));
        bar.set_message(pick(lang, "fabrication", "making"));
        Self(bar)
    }

    /// So many steps are done, of so many.
    pub(super) fn show(&self, done: u64, all: u64) {
        self.0.set_length(all);
        self.0.set_position(done);
    }

    /// Removes the bar.
    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }
}

/// The templates above are correct: were one not, a plain bar would do.
fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_correct() {
        for template in [
            "{spinner} {msg} {elapsed}",
            "{spinner} {msg} {wide_bar} {human_pos}/{human_len} {eta}",
            "{spinner} {msg} {wide_bar} {percent} % {eta}",
        ] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
