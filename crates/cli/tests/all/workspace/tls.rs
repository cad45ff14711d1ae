//! TLS, with a certificate that the server makes for itself.

use std::process::Command;

use super::server::{Server, river};

/// What curl gets, headers and all.
fn curl(arguments: &[&str]) -> Option<String> {
    let output =
        Command::new("curl").args(["--silent", "--insecure", "--include"]).args(arguments).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn its_own_certificate_stays_the_same() {
    let folder = river();
    let case = folder.path().join("river-talks");
    let mut server = Server::of(&case, &["--as", "mediator-envoy", "--tls", "self"]);
    let fingerprint = server.fingerprint();
    assert_eq!(fingerprint.split(':').count(), 32, "{fingerprint}");
    let link = server.links(1)[0].1.clone();
    assert!(link.starts_with("https://"));
    let (base, path) = (server.base.clone(), link.as_str());
    let Some(page) = curl(&[&format!("{base}/sign-in")]) else {
        println!("left out: TLS by another program (curl is not installed)");
        return;
    };
    assert!(page.starts_with("HTTP/2 200"), "{page}");
    assert!(page.contains("strict-transport-security: max-age=31536000"), "{page}");
    let words = "password=seven+green+herons+wade&again=seven+green+herons+wade";
    let joined = curl(&["--header", &format!("Origin: {base}"), "--data", words, path]).unwrap();
    assert!(joined.contains("set-cookie: __Host-detente=") && joined.contains("; Secure"), "{joined}");
    // Without TLS there is no answer that could be read along.
    let plain = curl(&[&base.replace("https", "http")]).unwrap_or_default();
    assert!(!plain.contains("HTTP/1.1 200"), "{plain}");
    assert!(server.stop());
    let mut again = Server::of(&case, &["--tls", "self"]);
    assert_eq!(again.fingerprint(), fingerprint);
    #[cfg(unix)]
    {
        let mode =
            std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(case.join("tls-self.key")).unwrap());
        assert_eq!(mode & 0o077, 0);
    }
}
