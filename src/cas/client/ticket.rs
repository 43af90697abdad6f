//! Service tickets: good once, for whoever holds one.

use std::fmt;

/// Longest ticket that is passed on. The CAS protocol asks for 32 characters and recommends 256.
const LONGEST: usize = 512;

/// A service ticket as it came in the address of a request. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Ticket(String);

impl Ticket {
    /// Takes a ticket of printable ASCII characters without spaces.
    ///
    /// # Errors
    /// [`InvalidTicket`] for anything else: no server issues it, so none is asked.
    pub fn new(ticket: &str) -> Result<Self, InvalidTicket> {
        let is_ticket = (1..=LONGEST).contains(&ticket.len()) && ticket.bytes().all(|byte| byte.is_ascii_graphic());
        if is_ticket { Ok(Self(ticket.to_owned())) } else { Err(InvalidTicket) }
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ticket({} characters)", self.0.len())
    }
}

/// A text that cannot be a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no CAS ticket: 1 to 512 printable ASCII characters without spaces are expected")]
pub struct InvalidTicket;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_server_can_have_issued() {
        assert_eq!(format!("{:?}", Ticket::new("ST-1-abc").unwrap()), "Ticket(8 characters)");
        for text in ["", "ST 1", "ST-é", "ST-1\r\nX: y", &"x".repeat(513)] {
            assert_eq!(Ticket::new(text), Err(InvalidTicket));
        }
    }
}
