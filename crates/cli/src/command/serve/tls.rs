//! Certificates.

use axum_server::tls_rustls::RustlsConfig;
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
    /// What the options say: nothing, `self`, or two files.
    pub(super) fn of(said: &[String]) -> Result<Option<Self>, Failure> {
        match said {
            [] => Ok(None),
            [word] if word == "self" => made().map(Some),
            [certificate, key] => {
                let read = |path: &String| {
                    std::fs::read(path)
                        .map_err(|source| Failure::Machine { what: format!("could not read {path}"), source })
                };
                Ok(Some(Self { certificate: read(certificate)?, key: read(key)?, fingerprint: None }))
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

fn made() -> Result<Tls, Failure> {
    let odd = |error: rcgen::Error| Failure::Machine {
        what: "could not make a certificate".into(),
        source: std::io::Error::other(error),
    };
    let names = vec!["localhost".to_string(), "127.0.0.1".to_string()];
    let made = rcgen::generate_simple_self_signed(names).map_err(odd)?;
    let digest = Sha256::digest(made.cert.der());
    let pairs: Vec<String> = digest.iter().map(|byte| format!("{byte:02X}")).collect();
    Ok(Tls {
        certificate: made.cert.pem().into_bytes(),
        key: made.signing_key.serialize_pem().into_bytes(),
        fingerprint: Some(pairs.join(":")),
    })
}
