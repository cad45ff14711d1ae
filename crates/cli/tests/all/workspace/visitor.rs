//! Someone who speaks HTTP by hand: every byte that is sent and that comes back.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// It was done: the browser is sent on.
    pub(crate) fn done(self) -> Self {
        let text = self.text();
        let why = text.split("role=\"alert\"").nth(1).and_then(|rest| rest.split("</div>").next());
        assert_eq!(self.status, 303, "{}", why.unwrap_or(&text));
        self
    }

    /// Everything of it that does not follow from the clock.
    pub(crate) fn whole(&self) -> String {
        let headers = self.headers.iter().filter(|(name, _)| name != "date");
        let headers: String = headers.map(|(name, value)| format!("{name}: {value}\n")).collect();
        format!("{}\n{headers}\n{}", self.status, self.text())
    }
}

/// A browser without a screen: keeps its cookie.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    /// `127.0.0.1:PORT`
    pub(crate) host: String,
    pub(crate) cookie: String,
}

impl Visitor {
    pub(crate) fn new(base: &str) -> Self {
        Self { host: base.trim_start_matches("http://").into(), cookie: String::new() }
    }

    /// One whose invitation to a demonstration was taken up.
    pub(crate) fn seated(base: &str, link: &str) -> Self {
        let mut visitor = Self::new(base);
        let path = link.trim_start_matches(base);
        let answer = visitor.post(path, &[]);
        assert_eq!(answer.status, 303, "{}", answer.whole());
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_string();
        visitor.cookie = cookie;
        visitor
    }

    /// One who took an invitation up with a password, and the sign-in name.
    pub(crate) fn take_up(base: &str, link: &str, password: &str) -> (Self, String) {
        let mut visitor = Self::new(base);
        let form = [("password", password), ("again", password)];
        let answer = visitor.post(link.trim_start_matches(base), &form);
        assert_eq!(answer.status, 200, "{}", answer.whole());
        visitor.cookie = answer.header("set-cookie").split(';').next().unwrap().into();
        let text = answer.text();
        let name = text.split("id=\"sign-in-name\">").nth(1).unwrap().split('<').next().unwrap();
        (visitor, name.into())
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], b"")
    }

    pub(crate) fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let body: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let origin = format!("http://{}", self.host);
        let headers = [("Origin", origin.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
        self.ask("POST", path, &headers, body.as_bytes())
    }

    /// A request with these headers and no other but host, cookie and length.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.host);
        if !self.cookie.is_empty() {
            head.push_str(&format!("Cookie: {}\r\n", self.cookie));
        }
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
        let answer = self.raw(&[head.as_bytes(), body].concat());
        answer.unwrap_or_else(|| panic!("no answer to {method} {path}"))
    }

    /// Sends bytes as they are; what came back, if it was an answer.
    pub(crate) fn raw(&self, bytes: &[u8]) -> Option<Answer> {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
        // The other end may close before it has read all.
        let _ = stream.write_all(bytes);
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        parsed(&all)
    }
}

fn parsed(all: &[u8]) -> Option<Answer> {
    let end = all.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&all[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_string()))
        .collect();
    let mut body = all[end + 4..].to_vec();
    if headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked") {
        body = unchunked(&body);
    }
    Some(Answer { status, headers, body })
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(end) = rest.windows(2).position(|window| window == b"\r\n") {
        let size =
            std::str::from_utf8(&rest[..end]).ok().and_then(|size| usize::from_str_radix(size, 16).ok());
        let Some(size) = size.filter(|size| *size > 0 && rest.len() >= end + 2 + size) else { break };
        out.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = rest.get(end + 4 + size..).unwrap_or_default();
    }
    out
}
