//! A server of the test's own.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::support::{put, workspace};

/// A running `detente serve`; it is killed when dropped.
pub(crate) struct Server {
    child: Child,
    out: BufReader<ChildStdout>,
    /// `http://127.0.0.1:PORT`
    pub(crate) base: String,
    /// What it printed when it began: name and link of each invitation.
    pub(crate) links: Vec<(String, String)>,
}

impl Server {
    /// The demonstration.
    pub(crate) fn demo() -> Self {
        Self::start(Command::new(env!("CARGO_BIN_EXE_detente")).args([
            "serve",
            "--demo",
            "--bind",
            "127.0.0.1:0",
        ]))
    }

    /// A case folder, with further options.
    pub(crate) fn of(case: &Path, options: &[&str]) -> Self {
        Self::over(&[case], options)
    }

    /// The same, with what it writes to its log in a file.
    pub(crate) fn written(case: &Path, options: &[&str], log: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
        command.arg("serve").arg(case).args(options).args(["--bind", "127.0.0.1:0"]);
        Self::begin(&mut command, std::fs::File::create(log).unwrap().into())
    }

    /// The same for several.
    pub(crate) fn over(cases: &[&Path], options: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
        command.arg("serve").args(cases).args(options);
        if !options.contains(&"--bind") {
            command.args(["--bind", "127.0.0.1:0"]);
        }
        Self::start(&mut command)
    }

    fn start(command: &mut Command) -> Self {
        let log = std::env::var_os("DETENTE_SERVER_LOG").is_some();
        Self::begin(command, if log { Stdio::inherit() } else { Stdio::null() })
    }

    fn begin(command: &mut Command, err: Stdio) -> Self {
        command.env_remove("DETENTE_STORE").env_remove("DETENTE_KEY");
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(err).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let mut server = Self { child, out, base: String::new(), links: Vec::new() };
        server.base = server.line("Detente listens at ");
        server
    }

    /// Reads what it prints up to a line that begins so; the rest of that line.
    fn line(&mut self, begin: &str) -> String {
        let mut line = String::new();
        loop {
            line.clear();
            assert!(self.out.read_line(&mut line).unwrap() > 0, "the server ended before it said {begin:?}");
            if let Some(rest) = line.strip_prefix(begin) {
                return rest.trim().to_string();
            }
        }
    }

    /// The links it printed: one for each seat of the demonstration, in the order of the case, or the first invitation.
    pub(crate) fn links(&mut self, many: usize) -> &[(String, String)] {
        let mut name = String::new();
        let mut line = String::new();
        while self.links.len() < many {
            line.clear();
            assert!(self.out.read_line(&mut line).unwrap() > 0, "the server ended");
            match line.trim().strip_prefix("http") {
                Some(rest) => self.links.push((name.clone(), format!("http{rest}"))),
                None => name = line.trim().to_string(),
            }
        }
        &self.links
    }

    /// The link of a seat, by how its name begins.
    pub(crate) fn link(&mut self, name: &str, many: usize) -> String {
        let found = self.links(many).iter().find(|(known, _)| known.contains(name)).cloned();
        found.unwrap_or_else(|| panic!("no link for {name}")).1
    }

    /// The fingerprint of its own certificate, as it printed it.
    pub(crate) fn fingerprint(&mut self) -> String {
        let mut line = String::new();
        while !line.trim().contains(':') || line.contains("http") || line.contains("SHA-256") {
            line.clear();
            assert!(self.out.read_line(&mut line).unwrap() > 0, "the server ended");
        }
        line.trim().into()
    }

    /// The memory it uses, in KiB.
    pub(crate) fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Kills it at once, as a power cut would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, and waits; whether it ended well.
    pub(crate) fn stop(mut self) -> bool {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(asked.success());
        let mut rest = String::new();
        let _ = self.out.read_to_string(&mut rest);
        self.child.wait().unwrap().success()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A copy of the example.
pub(crate) fn river() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let example = workspace().join("examples/river-talks");
    for path in crate::support::tree(&example) {
        let bytes = std::fs::read(example.join(&path)).unwrap();
        put(folder.path(), &format!("river-talks/{path}"), &bytes);
    }
    folder
}
