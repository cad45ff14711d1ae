//! Certificates.

use std::io::Write;
use std::path::Path;

use axum_server::tls_rustls::RustlsConfig;
use rustls::pki_types::pem::PemObject;
use sha2::{Digest, Sha256};

use crate::failure::Failure;

/// What TLS is spoken with.
pub(super) struct Tls {
    certificate: Vec<u8>,
    key: Vec<u8>,
    /// Of a certificate that was made now.
    pub(super) fingerprint: Option<String>,
}

impl Tls {
    /// What the options say: nothing, `self`, or two files. One that is made is kept in `folder`, so that its fingerprint stays.
    pub(super) fn of(said: &[String], folder: Option<&Path>) -> Result<Option<Self>, Failure> {
        match said {
            [] => Ok(None),
            [word] if word == "self" => own(folder.unwrap_or(Path::new("."))).map(Some),
            [certificate, key] => {
                let (certificate, key) = (read(Path::new(certificate))?, read(Path::new(key))?);
                Ok(Some(Self { certificate, key, fingerprint: None }))
            }
            _ => Err(Failure::help("--tls takes two files", "--tls CERT KEY, or --tls self")),
        }
    }

    pub(super) async fn config(self) -> Result<RustlsConfig, Failure> {
        RustlsConfig::from_pem(self.certificate, self.key).await.map_err(|source| Failure::Machine {
            what: "the certificate or its key cannot be used".into(),
            source,
        })
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path)
        .map_err(|source| Failure::Machine { what: format!("could not read {}", path.display()), source })
}

fn own(folder: &Path) -> Result<Tls, Failure> {
    let (certificate, key) = (folder.join("tls-self.pem"), folder.join("tls-self.key"));
    if !certificate.exists() || !key.exists() {
        make(&certificate, &key)?;
    }
    let (certificate, key) = (read(&certificate)?, read(&key)?);
    let mut lines = rustls::pki_types::CertificateDer::pem_slice_iter(&certificate);
    let Some(Ok(der)) = lines.next() else {
        return Err(Failure::help(
            "tls-self.pem is no certificate",
            "delete it and tls-self.key; they are made anew",
        ));
    };
    let pairs: Vec<String> = Sha256::digest(&der).iter().map(|byte| format!("{byte:02X}")).collect();
    Ok(Tls { certificate, key, fingerprint: Some(pairs.join(":")) })
}

fn make(certificate: &Path, key: &Path) -> Result<(), Failure> {
    let odd = |error: rcgen::Error| Failure::Machine {
        what: "could not make a certificate".into(),
        source: std::io::Error::other(error),
    };
    let names = vec!["localhost".to_string(), "127.0.0.1".to_string()];
    let mut wanted = rcgen::CertificateParams::new(names).map_err(odd)?;
    wanted.distinguished_name = rcgen::DistinguishedName::new();
    wanted.distinguished_name.push(rcgen::DnType::CommonName, "Detente");
    wanted.not_before = rcgen::date_time_ymd(2026, 1, 1);
    wanted.not_after = rcgen::date_time_ymd(2046, 1, 1);
    let pair = rcgen::KeyPair::generate().map_err(odd)?;
    let made = wanted.self_signed(&pair).map_err(odd)?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    for (path, text) in [(key, pair.serialize_pem()), (certificate, made.pem())] {
        let mut file = options.open(path).map_err(Failure::write(path))?;
        file.write_all(text.as_bytes()).map_err(Failure::write(path))?;
    }
    Ok(())
}
