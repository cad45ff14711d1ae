//! A real browser: Chromium, driven by WebDriver.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A browser with a profile of its own; it ends when dropped.
pub(crate) struct Browser {
    client: Client,
    driver: Child,
    _profile: TempDir,
    base: String,
}

/// Whether there is a browser here; says so if not.
pub(crate) fn there(what: &str) -> bool {
    let found = ["chromium", "chromedriver"].iter().all(|program| {
        Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
    });
    if !found {
        println!("left out: {what} (Debian's chromium and chromium-driver are not installed)");
    }
    found
}

/// Runs a test that talks with browsers.
pub(crate) fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test);
}

/// A driver that listens. It takes a port of the machine's choosing for two families of addresses, and ends where the second is
/// taken: then another.
fn driver() -> (Child, String) {
    for _ in 0..10 {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        for line in BufReader::new(driver.stdout.take().unwrap()).lines() {
            if let Some((_, port)) = line.unwrap().split_once("started successfully on port ") {
                return (driver, port.trim().trim_end_matches('.').to_string());
            }
        }
        driver.wait().unwrap();
    }
    panic!("chromedriver does not start");
}

impl Browser {
    pub(crate) async fn open(base: &str, script: bool) -> Self {
        let (driver, port) = driver();
        let profile = tempfile::tempdir().unwrap();
        let mut arguments = vec![
            "--headless=new".to_string(),
            "--no-sandbox".into(),
            "--disable-gpu".into(),
            "--disable-dev-shm-usage".into(),
            "--disable-background-networking".into(),
            "--disable-component-update".into(),
            "--disable-default-apps".into(),
            "--disable-domain-reliability".into(),
            "--disable-sync".into(),
            "--metrics-recording-only".into(),
            "--no-first-run".into(),
            "--no-default-browser-check".into(),
            "--password-store=basic".into(),
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1".into(),
        ];
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        let mut preferences = json!({ "credentials_enable_service": false });
        if !script {
            preferences["profile.managed_default_content_settings.javascript"] = json!(2);
        }
        let options = json!({ "args": arguments, "prefs": preferences, "binary": "/usr/bin/chromium" });
        let capabilities = json!({ "goog:chromeOptions": options }).as_object().unwrap().clone();
        let client = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap();
        client.set_window_size(1280, 1000).await.unwrap();
        Self { client, driver, _profile: profile, base: base.into() }
    }

    /// Goes to a page: a path of this server, or a whole address.
    pub(crate) async fn go(&self, to: &str) -> &Self {
        let address = if to.starts_with("http") { to.to_string() } else { format!("{}{to}", self.base) };
        self.client.goto(&address).await.unwrap();
        self
    }

    /// Everything that can be read on the page.
    pub(crate) async fn text(&self) -> String {
        self.client.find(Locator::Css("body")).await.unwrap().text().await.unwrap()
    }

    pub(crate) async fn source(&self) -> String {
        self.client.source().await.unwrap()
    }

    pub(crate) async fn path(&self) -> String {
        let address = self.client.current_url().await.unwrap();
        format!("{}{}", address.path(), address.query().map(|query| format!("?{query}")).unwrap_or_default())
    }

    /// Clicks what a selector finds first.
    pub(crate) async fn click(&self, selector: &str) -> &Self {
        let found = self.client.find(Locator::Css(selector)).await;
        let found = match found {
            Ok(found) => found,
            Err(error) => panic!("{selector}: {error}\n{}", self.text().await),
        };
        // Into view, whatever stands around it.
        found.click().await.unwrap_or_else(|error| panic!("{selector}: {error}"));
        self
    }

    /// Presses the button with these words.
    pub(crate) async fn press(&self, words: &str) -> &Self {
        let path = format!("//main//button[contains(normalize-space(.), \"{words}\")]");
        self.send(Locator::XPath(&path), words).await
    }

    /// Clicks what sends a form, and waits for the page that comes.
    async fn send(&self, what: Locator<'_>, name: &str) -> &Self {
        let page = self.client.find(Locator::Css("html")).await.unwrap();
        match self.client.find(what).await {
            Ok(found) => found.click().await.unwrap_or_else(|error| panic!("{name}: {error}")),
            Err(error) => panic!("no {name:?}: {error}\n{}", self.text().await),
        };
        for _ in 0..200 {
            if page.tag_name().await.is_err() {
                return self;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{name}: nothing came of it\n{}", self.text().await)
    }

    /// The same for what a selector finds first.
    pub(crate) async fn submit(&self, selector: &str) -> &Self {
        self.send(Locator::Css(selector), selector).await
    }

    /// Fills a field in.
    pub(crate) async fn fill(&self, selector: &str, words: &str) -> &Self {
        let found = self.client.find(Locator::Css(selector)).await;
        match found {
            Ok(found) => {
                found.clear().await.unwrap();
                found.send_keys(words).await.unwrap_or_else(|error| panic!("{selector}: {error}"));
            }
            Err(error) => panic!("{selector}: {error}\n{}", self.text().await),
        }
        self
    }

    /// Chooses an option of a list, by its value.
    pub(crate) async fn choose(&self, selector: &str, value: &str) -> &Self {
        self.client.find(Locator::Css(selector)).await.unwrap().select_by_value(value).await.unwrap();
        self
    }

    /// Whether words can be read on the page; fails with the page if not.
    pub(crate) async fn sees(&self, words: &str) -> &Self {
        let text = self.text().await;
        assert!(text.contains(words), "{words:?} is not on {}:\n{text}", self.path().await);
        self
    }

    pub(crate) async fn sees_not(&self, words: &str) -> &Self {
        let text = self.source().await;
        assert!(!text.contains(words), "{words:?} is on {}:\n{text}", self.path().await);
        self
    }

    /// Waits until words can be read, without loading anything.
    pub(crate) async fn soon(&self, words: &str) -> &Self {
        for _ in 0..100 {
            if self.text().await.contains(words) {
                return self;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        self.sees(words).await
    }

    pub(crate) async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.unwrap()
    }

    /// As wide as this, light or dark.
    pub(crate) async fn look(&self, width: u32, dark: bool) {
        self.client.set_window_size(width, 900).await.unwrap();
        let scheme = if dark { "dark" } else { "light" };
        let features =
            json!({ "media": "", "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        let command = Cdp("Emulation.setEmulatedMedia", features);
        self.client.issue_cmd(command).await.unwrap();
    }

    pub(crate) async fn picture(&self) -> Vec<u8> {
        self.client.screenshot().await.unwrap()
    }
}

/// A command of the browser's own protocol.
#[derive(Debug)]
struct Cdp(&'static str, Value);

impl fantoccini::wd::WebDriverCompatibleCommand for Cdp {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "cmd": self.0, "params": self.1 }).to_string()))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver ends the browser with itself.
        let _ = Command::new("pkill").args(["-P", &self.driver.id().to_string()]).status();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
