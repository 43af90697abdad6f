//! The administrator's pages as a browser sees them, by HTTP alone.

use reqwest::{Client, RequestBuilder, Response, StatusCode, redirect};

/// The page that asks for name and password, by whose cookie its form is told from others.
pub(crate) struct SignInPage {
    root: String,
    /// `name=value`.
    pub(crate) cookie: String,
    pub(crate) token: String,
}

impl SignInPage {
    pub(crate) async fn open(client: &Client, root: &str) -> Self {
        let answer = client.get(format!("{root}/admin/connexion")).send().await.unwrap();
        let cookie = cookie_of(&answer);
        let page = answer.text().await.unwrap();
        let token = page.split("name=\"csrf\" value=\"").nth(1).unwrap_or_else(|| panic!("no form: {page}"));
        Self { root: root.to_owned(), cookie, token: token.split('"').next().unwrap().to_owned() }
    }

    /// The same as somebody makes it up.
    pub(crate) fn of(root: &str, cookie: &str, token: &str) -> Self {
        Self { root: root.to_owned(), cookie: cookie.to_owned(), token: token.to_owned() }
    }

    /// What it sends when it is filled in, by a client that keeps no cookies itself.
    pub(crate) fn send(&self, client: &Client, name: &str, password: &str) -> RequestBuilder {
        self.fill(client, name, password).header("cookie", &self.cookie)
    }

    /// The same by a client that keeps them.
    pub(crate) fn fill(&self, client: &Client, name: &str, password: &str) -> RequestBuilder {
        let form = [("csrf", self.token.as_str()), ("nom", name), ("mot_de_passe", password)];
        client.post(format!("{}/admin/connexion", self.root)).form(&form)
    }
}

/// The cookie that an answer sets, as it is sent back.
fn cookie_of(answer: &Response) -> String {
    let cookie = answer.headers().get("set-cookie").unwrap_or_else(|| panic!("{}: no cookie", answer.status()));
    cookie.to_str().unwrap().split(';').next().unwrap().to_owned()
}

/// Signs in, and returns the cookie of the session, as it is sent back.
pub(crate) async fn sign_in(root: &str, name: &str, password: &str) -> String {
    let client = Client::builder().no_proxy().redirect(redirect::Policy::none()).build().unwrap();
    let answer = SignInPage::open(&client, root).await.send(&client, name, password).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{name}");
    cookie_of(&answer)
}

/// A browser in which an administrator of a school has signed in.
pub(crate) struct Browser {
    pub(crate) client: Client,
    root: String,
    school: &'static str,
}

/// Where a request ended, and what stands there.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    /// Path and query, after redirections.
    pub(crate) address: String,
    pub(crate) text: String,
}

impl Page {
    pub(crate) fn holds(&self, text: &str) -> bool {
        self.text.contains(text)
    }

    #[track_caller]
    pub(crate) fn must_hold(&self, text: &str) {
        assert!(self.holds(text), "{} lacks {text}: {}", self.address, self.text);
    }

    #[track_caller]
    pub(crate) fn must_lack(&self, text: &str) {
        assert!(!self.holds(text), "{} has {text}: {}", self.address, self.text);
    }

    /// The value of the first field of that name.
    #[track_caller]
    pub(crate) fn field(&self, name: &str) -> &str {
        let start = format!("name=\"{name}\" value=\"");
        let at = self.text.find(&start).unwrap_or_else(|| panic!("no field {name} at {}: {}", self.address, self.text));
        self.text[at + start.len()..].split('"').next().unwrap()
    }
}

impl Browser {
    /// Signs in at the service of this root.
    pub(crate) async fn sign_in(root: &str, school: &'static str, name: &str, password: &str) -> Self {
        let client = Client::builder().cookie_store(true).no_proxy().build().unwrap();
        let page = SignInPage::open(&client, root).await;
        let answer = page.fill(&client, name, password).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.url().path(), format!("/{school}/admin"));
        Self { client, root: root.to_owned(), school }
    }

    /// What a request ends with; every page keeps to the policy.
    pub(crate) async fn finish(&self, request: RequestBuilder) -> Page {
        let answer = request.send().await.unwrap();
        let (status, url) = (answer.status(), answer.url().clone());
        let address = url.query().map_or(url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        let text = answer.text().await.unwrap();
        for inline in [" style=\"", " onclick=", "<style"] {
            assert!(!text.contains(inline), "{address} holds {inline}, which its policy forbids");
        }
        Page { status, address, text }
    }

    /// The address of a page of the school; the path begins with a slash.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}/{}/admin{path}", self.root, self.school)
    }

    pub(crate) async fn open(&self, path: &str) -> Page {
        self.finish(self.client.get(self.at(path))).await
    }

    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.finish(self.client.post(self.at(path)).form(fields)).await
    }

    /// How many entries the journal has.
    pub(crate) async fn entries(&self) -> usize {
        self.open("/journal").await.text.matches("<time ").count()
    }
}
