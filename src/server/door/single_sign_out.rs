//! The ENT's word that somebody has signed out there: `logoutRequest`, a SAML 2 document with the ticket as its `SessionIndex`
//! (CAS Protocol 3.0, section 2.3.3).

use quick_xml::Reader;
use quick_xml::events::Event;

/// The ticket of a logout request; `None` for what is none.
///
/// Nothing vouches for who sends it: whoever knows a ticket that was used may end its session, and nothing more.
pub(super) fn ticket(document: &str) -> Option<String> {
    let mut reader = Reader::from_str(document);
    let mut is_inside = false;
    let mut ticket = String::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) if start.local_name().as_ref() == "SessionIndex" => is_inside = true,
            Event::Text(text) if is_inside => ticket.push_str(&text),
            Event::End(end) if is_inside && end.local_name().as_ref() == "SessionIndex" => {
                return Some(ticket.trim().to_owned()).filter(|ticket| !ticket.is_empty());
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ticket_is_the_session_index() {
        let document = "<samlp:LogoutRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"LR-1\" Version=\"2.0\">\
            <saml:NameID xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">@NOT_USED@</saml:NameID>\
            <samlp:SessionIndex>ST-1-abc</samlp:SessionIndex></samlp:LogoutRequest>";
        assert_eq!(ticket(document).as_deref(), Some("ST-1-abc"));
        for other in ["", "<a>", "<a><SessionIndex/></a>", "no XML at all & <"] {
            assert_eq!(ticket(other), None, "{other}");
        }
    }
}
