//! The workspace under load: signed-in delegates with live streams open, page views and responses at a fixed pace, on the same
//! machine. Prints the times from when a request was due to when its answer had come, the memory of the server, and whether
//! everything that was acknowledged is there.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Mutex;

type Trouble = Box<dyn std::error::Error + Send + Sync>;

/// How the run is made: delegates, seconds, page views and responses a second.
struct Plan {
    delegates: usize,
    seconds: u64,
    views: u64,
    responses: u64,
}

fn main() -> Result<(), Trouble> {
    let mut arguments = std::env::args().skip(1);
    let binary = arguments.next().ok_or("name the program `detente`")?;
    let number = |name: &str, usual: u64| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(usual);
    let plan = Plan {
        delegates: number("DELEGATES", 500) as usize,
        seconds: number("SECONDS_OF_LOAD", 300),
        views: number("VIEWS", 200),
        responses: number("RESPONSES", 20),
    };
    let store = std::env::var("DETENTE_STORE").ok();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().worker_threads(1).build()?;
    runtime.block_on(run(&binary, &plan, store))
}

async fn run(binary: &str, plan: &Plan, store: Option<String>) -> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let case = folder.path().join("large-talks");
    write_case(&case, plan.delegates)?;
    let server = Server::start(binary, &case, store.as_deref())?;
    println!("on {}", if store.is_some() { "PostgreSQL" } else { "SQLite" });

    let begun = Instant::now();
    let mut mediator = Browser::new(&server.host);
    mediator.take_up(&server.link).await?;
    let mut seats: Vec<Browser> = Vec::new();
    for at in 0..plan.delegates {
        let side = if at % 2 == 0 { "north" } else { "south" };
        let person = format!("{side}-{:03}", at / 2);
        // The mediator seats the two principals, they seat their own people.
        let from = if at < 2 { &mut mediator } else { &mut seats[at % 2] };
        let page = from.post("/case/large-talks/who/invite", &format!("person={person}")).await?;
        let link = page.split("id=\"invitation-link\">").nth(1).and_then(|rest| rest.split('<').next());
        let mut browser = Browser::new(&server.host);
        browser.take_up(link.ok_or("no invitation")?).await?;
        seats.push(browser);
    }
    for seat in seats.iter_mut().take(2) {
        seat.post("/case/large-talks/agree", "").await?;
    }
    let text = std::fs::read_to_string(case.join("texts/agreement.md"))?;
    let words: String = form(&text);
    mediator.post("/case/large-talks/draft/table", &format!("text=texts%2Fagreement.md&seen=nothing&words={words}")).await?;
    mediator.post("/case/large-talks/rounds/open", "").await?;
    println!("{} delegates invited and signed in within {:.0} s", seats.len(), begun.elapsed().as_secs_f64());

    let news = Arc::new(AtomicU64::new(0));
    for seat in &seats {
        let (host, cookie, news) = (seat.host.clone(), seat.cookie.clone(), Arc::clone(&news));
        tokio::spawn(async move {
            let _ = stream(&host, &cookie, &news).await;
        });
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    println!("{} live streams open; the server uses {} MiB", news.load(Ordering::Relaxed), server.memory() >> 10);

    let seats: Arc<Vec<Mutex<Browser>>> = Arc::new(seats.into_iter().map(Mutex::new).collect());
    let results = Arc::new(Mutex::new((Vec::new(), Vec::new(), 0_u64, VecDeque::new())));
    let begun = Instant::now();
    let (total_views, total_responses) = (plan.views * plan.seconds, plan.responses * plan.seconds);
    let mut highest = 0;
    let mut tasks = Vec::new();
    for nth in 0..total_views + total_responses {
        // Evenly in time, every so many a response.
        let due = begun + Duration::from_nanos(nth * 1_000_000_000 / (plan.views + plan.responses));
        tokio::time::sleep_until(due.into()).await;
        let is_response = nth * plan.responses / (plan.views + plan.responses)
            != (nth + 1) * plan.responses / (plan.views + plan.responses);
        let (seats, results) = (Arc::clone(&seats), Arc::clone(&results));
        tasks.push(tokio::spawn(async move {
            let place = (nth as usize).wrapping_mul(7_919) % seats.len();
            let mut seat = seats[place].lock().await;
            let done = if is_response {
                let mark = format!("mark-{nth:06}");
                let path = format!("/case/large-talks/text/{}", nth % 12 + 1);
                let body = format!("about=whole&substance=rejected&wording=not-considered&note={mark}");
                seat.post(&path, &body).await.map(|_| Some(mark))
            } else {
                let pages = ["/text", "", "/rounds", "/text/3", "/ours", "/documents", "/text/7", "/redline"];
                seat.get(&format!("/case/large-talks{}", pages[nth as usize % pages.len()])).await.map(|_| None)
            };
            let took = due.elapsed();
            let mut results = results.lock().await;
            match done {
                Ok(Some(mark)) => {
                    results.1.push(took);
                    results.3.push_back((place, mark));
                }
                Ok(None) => results.0.push(took),
                Err(error) => {
                    if results.2 < 5 {
                        eprintln!("{error}");
                    }
                    results.2 += 1;
                }
            }
        }));
        if nth % 500 == 0 {
            highest = highest.max(server.memory());
        }
    }
    for task in tasks {
        task.await?;
    }
    highest = highest.max(server.memory());
    let mut results = results.lock().await;
    let mut views = std::mem::take(&mut results.0);
    let mut responses = std::mem::take(&mut results.1);
    println!("page views: {}", times(&mut views));
    println!("responses:  {}", times(&mut responses));
    println!("errors: {}; news sent to browsers: {}; the server used at most {} MiB", results.2, news.load(Ordering::Relaxed), highest >> 10);
    // The mediator sees every one that was acknowledged.
    let mut seen = String::new();
    for side in ["north", "south"] {
        let mut page = format!("/case/large-talks/caucus/{side}");
        loop {
            let html = mediator.get(&page).await?;
            seen.push_str(&html);
            let earlier = html.split("?before=").nth(1).and_then(|rest| rest.split('"').next());
            let Some(earlier) = earlier else { break };
            page = format!("/case/large-talks/caucus/{side}?before={earlier}");
        }
    }
    let there: std::collections::BTreeSet<&str> =
        seen.match_indices("mark-").filter_map(|(at, _)| seen.get(at..at + 11)).collect();
    let missing = results.3.iter().filter(|(_, mark)| !there.contains(mark.as_str())).count();
    println!("acknowledged responses: {}; missing: {missing}", results.3.len());
    Ok(())
}

fn times(all: &mut [Duration]) -> String {
    all.sort_unstable();
    let at = |share: f64| all.get(((all.len() as f64 * share) as usize).min(all.len().saturating_sub(1)));
    let ms = |share| at(share).map_or(0.0, |took| took.as_secs_f64() * 1e3);
    format!(
        "{}, median {:.1} ms, p90 {:.1} ms, p99 {:.1} ms, worst {:.1} ms",
        all.len(),
        ms(0.5),
        ms(0.9),
        ms(0.99),
        ms(1.0)
    )
}

fn write_case(case: &Path, delegates: usize) -> Result<(), Trouble> {
    std::fs::create_dir_all(case.join("texts"))?;
    let mut shared = String::from(
        "detente = 1\ntitle = \"Large talks\"\nparty = [{ id = \"north\", name = \"North\" }, { id = \"south\", name = \"South\" }]\n\
         third_party = [{ id = \"elders\", name = \"Elders\", role = \"mediator\", interests = [] }]\n\
         issue = [{ id = \"hours\", options = [\"mornings\", \"evenings\"], clause = 1 }]\ntext = [{ path = \"texts/agreement.md\" }]\n\n\
         [[person]]\nid = \"eda\"\nname = \"Eda\"\nfor = \"elders\"\nrole = \"representative\"\n",
    );
    for at in 0..delegates {
        let (side, nth) = (if at % 2 == 0 { "north" } else { "south" }, at / 2);
        let role = if nth == 0 { "principal" } else { "representative" };
        shared.push_str(&format!(
            "\n[[person]]\nid = \"{side}-{nth:03}\"\nname = \"Delegate {nth} of {side}\"\nfor = \"{side}\"\nrole = \"{role}\"\n"
        ));
    }
    std::fs::write(case.join("case.toml"), shared)?;
    let mut text = String::from("# Agreement on the well\n\n1. North draws water in the [mornings] [evenings].\n\n");
    for clause in 2..=12 {
        text.push_str(&format!(
            "{clause}. The Parties keep the matter of clause {clause} under review [every year] [every second year — North], and \
             tell each other in good time of whatever may touch on the common use of the well and of the land around it.\n\n"
        ));
    }
    std::fs::write(case.join("texts/agreement.md"), text)?;
    Ok(())
}

fn form(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric();
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

struct Server {
    child: Child,
    host: String,
    link: String,
}

impl Server {
    fn start(binary: &str, case: &Path, store: Option<&str>) -> Result<Self, Trouble> {
        let mut command = Command::new(binary);
        command.arg("serve").arg(case).args(["--bind", "127.0.0.1:0", "--as", "eda"]);
        if let Some(store) = store {
            command.args(["--store", store]);
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        let (mut host, mut link) = (String::new(), String::new());
        while link.is_empty() {
            let line = lines.next().ok_or("the server ended")??;
            if let Some(base) = line.strip_prefix("Detente listens at http://") {
                host = base.trim().to_string();
            } else if line.trim().starts_with("http") {
                link = line.trim().to_string();
            }
        }
        Ok(Self { child, host, link })
    }

    /// In KiB.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A browser without a screen, with one connection that is kept.
struct Browser {
    host: String,
    cookie: String,
    stream: Option<TcpStream>,
}

impl Browser {
    fn new(host: &str) -> Self {
        Self { host: host.into(), cookie: String::new(), stream: None }
    }

    async fn take_up(&mut self, link: &str) -> Result<(), Trouble> {
        let path = link.split(&self.host).nth(1).ok_or("no path")?.to_string();
        let password = "password=seven+green+herons+wade&again=seven+green+herons+wade";
        let head = self.ask("POST", &path, password).await?.0;
        let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: "));
        self.cookie = cookie.and_then(|cookie| cookie.split(';').next()).ok_or("no session")?.to_string();
        Ok(())
    }

    async fn get(&mut self, path: &str) -> Result<String, Trouble> {
        let (head, body) = self.ask("GET", path, "").await?;
        if head.starts_with("HTTP/1.1 200") { Ok(body) } else { Err(format!("GET {path}: {head}").into()) }
    }

    async fn post(&mut self, path: &str, body: &str) -> Result<String, Trouble> {
        let (head, body) = self.ask("POST", path, body).await?;
        let fine = head.starts_with("HTTP/1.1 303") || head.starts_with("HTTP/1.1 200");
        let why = body.split("role=\"alert\"").nth(1).and_then(|rest| rest.split("</div>").next()).unwrap_or(&head);
        if fine { Ok(body) } else { Err(format!("POST {path}: {why}").into()) }
    }

    async fn ask(&mut self, method: &str, path: &str, body: &str) -> Result<(String, String), Trouble> {
        let host = &self.host;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nCookie: {}\r\nContent-Type: \
             application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.cookie,
            body.len()
        );
        let kept = self.stream.is_some();
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => TcpStream::connect(host).await?,
        };
        let sent = stream.write_all(head.as_bytes()).await;
        let mut all = Vec::new();
        let answer = loop {
            let many = if sent.is_ok() { stream.read_buf(&mut all).await.unwrap_or(0) } else { 0 };
            if many == 0 && kept && all.is_empty() {
                // It was kept too long: as a browser does, once more on a new one.
                let mut fresh = Self { host: self.host.clone(), cookie: self.cookie.clone(), stream: None };
                let answer = Box::pin(fresh.ask(method, path, body)).await?;
                self.stream = fresh.stream;
                return Ok(answer);
            }
            if many == 0 {
                return Err("the connection was closed".into());
            }
            let Some(end) = all.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
            let head = String::from_utf8_lossy(&all[..end]).to_lowercase().replace("http/1.1", "HTTP/1.1");
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            let length: usize = length.and_then(|length| length.parse().ok()).unwrap_or(0);
            if all.len() >= end + 4 + length {
                break (head, String::from_utf8_lossy(&all[end + 4..]).into_owned());
            }
        };
        self.stream = Some(stream);
        Ok(answer)
    }
}

/// Reads news until the end; counts them.
async fn stream(host: &str, cookie: &str, news: &AtomicU64) -> Result<(), Trouble> {
    let mut stream = TcpStream::connect(host).await?;
    let head = format!("GET /case/large-talks/live HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    let mut bytes = vec![0; 4096];
    loop {
        let many = stream.read(&mut bytes).await?;
        if many == 0 {
            return Ok(());
        }
        let words = bytes[..many].windows(11).filter(|window| *window == b"event: seen").count();
        news.fetch_add(words as u64, Ordering::Relaxed);
    }
}
