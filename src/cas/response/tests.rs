//! The corners of replies, each in a line; whole replies of real servers are read in the integration tests.

use super::*;

fn parsed(body: &str) -> Result<Validated, ResponseError> {
    parse(body.as_bytes(), &Checks::stored(), &Limits::default())
}

fn success(inside: &str) -> Result<Validated, ResponseError> {
    parsed(&format!(
        "<c:serviceResponse xmlns:c='x'><c:authenticationSuccess>{inside}</c:authenticationSuccess></c:serviceResponse>"
    ))
}

fn assertion(inside: &str) -> Result<Validated, ResponseError> {
    parsed(&format!(
        "<Response><Status><StatusCode Value='a:Success'/></Status><Assertion>{inside}</Assertion></Response>"
    ))
}

fn pairs(validated: &Validated) -> Vec<(&str, Vec<&str>)> {
    validated.attributes.iter().map(|(name, values)| (name, values.iter().map(String::as_str).collect())).collect()
}

fn code(result: Result<Validated, ResponseError>) -> &'static str {
    result.unwrap_err().code()
}

#[test]
fn attributes_come_in_many_shapes() {
    for inside in [
        "<c:attributes><c:sn>A</c:sn><c:sn>B</c:sn></c:attributes>",
        "<c:attributes><c:deep><sn>A</sn></c:deep></c:attributes><sn>B</sn><sn>A</sn>",
        "<attributes><sn><value>A</value><value>B</value></sn></attributes>",
        "<c:attribute name='sn' value='A'/><c:attribute name='sn'>B</c:attribute>",
        "<c:attribute name='sn'><c:value>A</c:value><c:value>B</c:value></c:attribute>",
        "<attributes><attribute><name>sn</name><value>A</value><value>B</value></attribute></attributes>",
    ] {
        assert_eq!(pairs(&success(inside).unwrap()), [("sn", vec!["A", "B"])], "{inside}");
    }
}

#[test]
fn only_the_user_right_under_the_success_is_the_subject() {
    let inside = "<c:user> u1 </c:user><c:attributes><c:user>u2</c:user></c:attributes>";
    let validated = success(inside).unwrap();
    assert_eq!(validated.subject.as_deref(), Some("u1"));
    assert_eq!(pairs(&validated), [("user", vec!["u2"])]);
    assert_eq!(success("<c:attributes/>").unwrap(), Validated::default());
    assert_eq!(success("<user/>").unwrap().subject, None);
    assert_eq!(code(success("<user>u1</user><user>u2</user>")), "contradictory_response");
    assert_eq!(success("<user>u1</user><user>u1</user>").unwrap().subject.as_deref(), Some("u1"));
}

#[test]
fn a_comment_does_not_cut_a_value_short() {
    let validated = success("<user>admin<!-- -->.autre</user><sn>D<![CDATA[U]]>R&amp;AND</sn>").unwrap();
    assert_eq!(validated.subject.as_deref(), Some("admin.autre"));
    assert_eq!(pairs(&validated), [("sn", vec!["DUR&AND"])]);
}

#[test]
fn markup_within_a_value_is_refused() {
    for inside in ["<user>u1<b>u2</b></user>", "<sn>A<b>B</b></sn>", "<attribute name='sn'>A<b>B</b></attribute>"] {
        let error = success(inside).unwrap_err();
        assert!(matches!(error, ResponseError::Malformed { problem: Problem::MixedContent, .. }), "{inside}: {error}");
    }
    // Escaped, it is text.
    assert_eq!(pairs(&success("<sn>A&lt;user&gt;</sn>").unwrap()), [("sn", vec!["A<user>"])]);
}

#[test]
fn one_verdict_and_no_more() {
    let reply = |inside: &str| parsed(&format!("<serviceResponse>{inside}</serviceResponse>"));
    let (yes, no) =
        ("<authenticationSuccess><user>u</user></authenticationSuccess>", "<authenticationFailure code='X'/>");
    assert!(reply(yes).is_ok());
    assert_eq!(code(reply(no)), "refused_by_cas");
    assert_eq!(code(reply("")), "incomplete_response");
    assert_eq!(code(reply("<proxySuccess/>")), "incomplete_response");
    for inside in [[yes, no], [no, yes], [yes, yes]] {
        assert_eq!(code(reply(&inside.concat())), "contradictory_response");
    }
    let two = format!("<x><serviceResponse>{yes}</serviceResponse><Response/></x>");
    assert_eq!(code(parsed(&two)), "contradictory_response");
}

#[test]
fn a_status_is_success_all_the_way_down() {
    let reply = |status: &str| parsed(&format!("<Response>{status}<Assertion/></Response>"));
    assert!(reply("<Status><StatusCode Value='samlp:Success'/></Status>").is_ok());
    assert!(
        reply("<Status><StatusCode Value='urn:oasis:names:tc:SAML:2.0:status:Success'> </StatusCode></Status>").is_ok()
    );
    assert_eq!(code(reply("")), "incomplete_response");
    assert_eq!(code(reply("<Status/>")), "incomplete_response");
    assert_eq!(code(reply("<Status><StatusCode/></Status>")), "incomplete_response");
    let nested = "<Status><StatusCode Value='s:Success'><StatusCode Value='s:RequestDenied'/></StatusCode></Status>";
    assert_eq!(reply(nested).unwrap_err().refusal().unwrap().server_code, "s:RequestDenied");
    let second = "<Status><StatusCode Value='s:Success'/></Status><Status><StatusCode Value='s:Responder'/></Status>";
    assert_eq!(code(reply(second)), "refused_by_cas");
    assert_eq!(
        code(parsed("<Response><Status><StatusCode Value='s:Success'/></Status></Response>")),
        "incomplete_response"
    );
}

#[test]
fn only_what_the_assertion_states_itself_counts() {
    let advice = "<Advice><Assertion><AttributeStatement><Attribute AttributeName='sn'><AttributeValue>X</AttributeValue></Attribute></AttributeStatement></Assertion></Advice>";
    let own = "<AttributeStatement><Subject><NameIdentifier>u</NameIdentifier></Subject><Attribute AttributeName='sn'><AttributeValue>A</AttributeValue><AttributeValue><x><y>B</y></x></AttributeValue><AttributeValue/></Attribute></AttributeStatement>";
    let validated = assertion(&[advice, own].concat()).unwrap();
    assert_eq!(validated.subject.as_deref(), Some("u"));
    assert_eq!(pairs(&validated), [("sn", vec!["A", "B"])]);
}

#[test]
fn subjects_agree_or_are_missing() {
    let subject = |name: &str| {
        format!(
            "<AuthenticationStatement><Subject><NameIdentifier>{name}</NameIdentifier></Subject></AuthenticationStatement>"
        )
    };
    assert_eq!(assertion(&subject("u")).unwrap().subject.as_deref(), Some("u"));
    assert_eq!(assertion("<AttributeStatement/>").unwrap().subject, None);
    assert_eq!(assertion("<AttributeStatement><Subject/></AttributeStatement>").unwrap().subject, None);
    assert_eq!(code(assertion(&(subject("u") + &subject("v")))), "contradictory_response");
    let saml2 = "<Subject><NameID>u</NameID></Subject><AttributeStatement><Attribute Name='sn'><AttributeValue>A</AttributeValue></Attribute></AttributeStatement>";
    assert_eq!(assertion(saml2).unwrap().subject.as_deref(), Some("u"));
    let nameless = "<AttributeStatement><Attribute><AttributeValue>A</AttributeValue></Attribute></AttributeStatement>";
    assert!(matches!(
        assertion(nameless).unwrap_err(),
        ResponseError::Malformed { problem: Problem::NamelessAttribute, .. }
    ));
}

#[test]
fn a_soap_fault_is_a_refusal() {
    let fault = "<e:Envelope xmlns:e='x'><e:Body><e:Fault><faultcode>e:Server</faultcode><faultstring>no ticket</faultstring></e:Fault></e:Body></e:Envelope>";
    let error = parsed(fault).unwrap_err();
    assert_eq!((error.code(), error.refusal().unwrap().words.reveal()), ("cas_server_error", "no ticket"));
}

#[test]
fn other_documents_are_named() {
    for (body, found) in [
        ("<!DOCTYPE html><html><body>Connexion</body></html>", Foreign::Html),
        ("\u{feff}\n<HTML>", Foreign::Html),
        ("yes\nu\n", Foreign::Cas1),
        ("no\n\n", Foreign::Cas1),
        (r#"{"serviceResponse":{}}"#, Foreign::Json),
        ("Not found", Foreign::Other),
        ("<feed/>", Foreign::OtherXml),
    ] {
        assert_eq!(parsed(body), Err(ResponseError::NotAResponse { found }), "{body}");
    }
    assert_eq!(parsed(" \n"), Err(ResponseError::Empty));
    let doctype = "<!DOCTYPE serviceResponse SYSTEM 'http://x/'><serviceResponse/>";
    assert_eq!(code(parsed(doctype)), "doctype_refused");
}

#[test]
fn the_size_is_bounded_before_anything_is_read() {
    let limits = Limits { bytes: 10, ..Limits::default() };
    let error = parse(b"\xFF not even text", &Checks::stored(), &limits).unwrap_err();
    assert_eq!(error, ResponseError::TooLarge { limit: Limit::Bytes, maximum: 10 });
}
