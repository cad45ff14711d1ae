//! A PostgreSQL server of the test's own, as nobody, reached by a socket in its folder.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A PostgreSQL server of the test's own, on a socket in a folder; stopped when dropped.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) folder: PathBuf,
    pub(crate) url: String,
    mounted: bool,
    _kept: TempDir,
}

/// Where Debian puts the server's programs.
fn programs() -> Option<PathBuf> {
    let mut all: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .map(|entry| entry.unwrap().path().join("bin"))
        .collect();
    all.sort();
    all.into_iter().rev().find(|bin| bin.join("initdb").exists())
}

fn as_nobody(command: &Path) -> Command {
    let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    if !root {
        return Command::new(command);
    }
    let mut run = Command::new("runuser");
    run.args(["-u", "nobody", "--"]).arg(command);
    run
}

impl Server {
    /// Starts one; with `space`, on a file system of so many MiB.
    pub(crate) fn start(space: Option<u32>) -> Option<Self> {
        let bin = programs()?;
        let kept = tempfile::tempdir().unwrap();
        let folder = kept.path().join("pg");
        std::fs::create_dir(&folder).unwrap();
        let mounted = space.is_some_and(|space| {
            let done = Command::new("mount")
                .args(["-t", "tmpfs", "-o", &format!("size={space}m"), "tmpfs"])
                .arg(&folder)
                .stderr(Stdio::null())
                .status();
            done.is_ok_and(|done| done.success())
        });
        if space.is_some() && !mounted {
            return None;
        }
        let _ = Command::new("chown").arg("nobody").arg(&folder).status();
        // Whoever runs the server has to get there.
        let _ = Command::new("chmod").args(["711"]).arg(kept.path()).status();
        let data = folder.join("data");
        let run = |command: &mut Command| {
            let done = command
                .current_dir("/")
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .unwrap();
            assert!(done.success(), "{command:?}");
        };
        run(as_nobody(&bin.join("initdb")).arg("-D").arg(&data).args([
            "-U",
            "postgres",
            "--auth=trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C",
            "--wal-segsize=1",
        ]));
        // As docs/confidences.md asks: nothing of the journal is kept or used again.
        let options = format!(
            "-k {} -c listen_addresses='' -c wal_recycle=off -c wal_level=minimal -c max_wal_senders=0 -c min_wal_size=2MB -c \
             max_wal_size=8MB -c autovacuum=off",
            folder.display()
        );
        run(as_nobody(&bin.join("pg_ctl"))
            .arg("-D")
            .arg(&data)
            .args(["-w", "-l"])
            .arg(folder.join("log"))
            .args(["-o", &options, "start"]));
        let url = format!("postgres://postgres@localhost/postgres?host={}", folder.display());
        Some(Self { folder, url, mounted, _kept: kept })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(bin) = programs() {
            let stop = as_nobody(&bin.join("pg_ctl"))
                .arg("-D")
                .arg(self.folder.join("data"))
                .args(["-m", "immediate", "stop"])
                .current_dir("/")
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            drop(stop);
        }
        if self.mounted {
            let _ = Command::new("umount").arg(&self.folder).status();
        }
    }
}
