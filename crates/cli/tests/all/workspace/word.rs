//! Word files, with a word processor that others made: LibreOffice.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::looks::LINKS;
use super::server::Server;
use super::visitor::{Answer, Visitor};

const CASE: &str = "/case/river-talks";

fn there() -> bool {
    let found =
        Command::new("soffice").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !found {
        println!("left out: Word files in LibreOffice (Debian's libreoffice-writer is not installed)");
    }
    found
}

/// What LibreOffice makes of a file in another format.
fn convert(folder: &Path, file: &str, to: &str, filter: &str) -> PathBuf {
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let done = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", &format!("{to}{filter}"), "--outdir"])
        .arg(folder)
        .arg(folder.join(file))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(done.success());
    let made = folder.join(file).with_extension(to);
    assert!(made.exists(), "{} was not made", made.display());
    made
}

fn upload(visitor: &Visitor, bytes: &[u8]) -> Answer {
    let mut body =
        b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.docx\"\r\n\r\n".to_vec();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--b--\r\n");
    let origin = format!("http://{}", visitor.host);
    let headers = [("Origin", origin.as_str()), ("Content-Type", "multipart/form-data; boundary=b")];
    visitor.ask("POST", &format!("{CASE}/documents/compare"), &headers, &body)
}

#[test]
fn tracked_changes_go_out_and_come_back() {
    if !there() {
        return;
    }
    let mut server = Server::demo();
    let base = server.base.clone();
    let envoy = Visitor::seated(&base, &server.link("Doran Kessic", LINKS));
    let folder = tempfile::tempdir().unwrap();
    let redline = envoy.get(&format!("{CASE}/documents/redline.docx"));
    assert_eq!(redline.status, 200);
    std::fs::write(folder.path().join("redline.docx"), &redline.body).unwrap();
    // As an open document its changes are changes.
    let flat = std::fs::read_to_string(convert(folder.path(), "redline.docx", "fodt", "")).unwrap();
    let many = |what: &str| flat.matches(what).count();
    assert!(
        many("<text:insertion>") >= 1 && many("<text:deletion>") >= 1,
        "no changes in what LibreOffice read"
    );
    assert!(flat.contains("by tonnage carried"));
    let names: Vec<&str> =
        flat.split("<dc:creator>").skip(1).filter_map(|rest| rest.split('<').next()).collect();
    assert!(names.iter().all(|name| *name == "Mediators"), "{names:?}");

    // Edited there, with a name and a comment, it comes back.
    let text = envoy.get(&format!("{CASE}/documents/text.docx"));
    std::fs::write(folder.path().join("text.docx"), &text.body).unwrap();
    let flat = convert(folder.path(), "text.docx", "fodt", "");
    let source = std::fs::read_to_string(&flat).unwrap();
    let id = "ct1";
    let changes = format!(
        "<text:tracked-changes><text:changed-region xml:id=\"{id}\" text:id=\"{id}\"><text:insertion><office:change-info>\
         <dc:creator>Clerk Osk</dc:creator><dc:date>2026-11-20T10:00:00</dc:date></office:change-info></text:insertion>\
         </text:changed-region></text:tracked-changes>"
    );
    let words = "open the fish passage";
    assert!(source.contains(words), "the clause on fish is there");
    let edited = source.replacen(
        words,
        &format!(
            "{words}<text:change-start text:change-id=\"{id}\"/> and the eel ladder<text:change-end text:change-id=\"{id}\"/>\
             <office:annotation><dc:creator>Counsel Ibb</dc:creator><dc:date>2026-11-20T10:01:00</dc:date><text:p>ask the \
             ministry first</text:p></office:annotation>"
        ),
        1,
    );
    let at = edited.find("<office:text").map(|at| at + edited[at..].find('>').unwrap() + 1).unwrap();
    let edited = format!("{}{changes}{}", &edited[..at], &edited[at..]);
    std::fs::write(folder.path().join("edited.fodt"), edited).unwrap();
    let back = std::fs::read(convert(folder.path(), "edited.fodt", "docx", ":MS Word 2007 XML")).unwrap();
    let page = upload(&envoy, &back);
    let shown = page.text();
    assert_eq!(page.status, 200, "{}", page.whole());
    for found in ["and the eel ladder", "Clerk Osk", "Counsel Ibb", "ask the ministry first"] {
        assert!(shown.contains(found), "{found} is not shown");
    }
    assert!(shown.contains("<legend>Clause 12</legend>"), "the clause that reads otherwise is named");
    assert!(!shown.contains("<legend>Clause 13</legend>"), "the others are not");
    // Only what is chosen goes on, and no name with it.
    let counter = shown.split("<legend>Clause 12</legend>").nth(1).unwrap();
    let counter = counter.split("Words for clause 12\">").nth(1).unwrap().split('<').next().unwrap();
    let none = envoy.post(&format!("{CASE}/documents/submit"), &[("clause", "12"), ("counter", counter)]);
    assert_eq!(none.status, 422);
    envoy
        .post(&format!("{CASE}/documents/submit"), &[("clause", "12"), ("counter", counter), ("choose", "0")])
        .done();
    let mediator = Visitor::seated(&base, &server.link("Bram Ostely", LINKS));
    let seen = mediator.get(&format!("{CASE}/text/12")).text();
    assert!(seen.contains("and the eel ladder"));
    assert!(!seen.contains("Clerk Osk") && !seen.contains("ask the ministry"));
}

#[test]
fn a_word_file_holds_its_words_and_nothing_else() {
    let mut server = Server::demo();
    let base = server.base.clone();
    let envoy = Visitor::seated(&base, &server.link("Senna Ruvel", LINKS));
    for document in ["text", "clean", "redline", "brackets", "register", "meetings"] {
        let one = envoy.get(&format!("{CASE}/documents/{document}.docx"));
        let two = envoy.get(&format!("{CASE}/documents/{document}.docx"));
        assert_eq!(one.body, two.body, "{document}: same document, same bytes");
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(one.body)).unwrap();
        let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
        assert!(
            !names.iter().any(|name| name.contains("docProps") || name.contains("comments")),
            "{names:?}"
        );
        let mut whole = String::new();
        for name in &names {
            std::io::Read::read_to_string(&mut zip.by_name(name).unwrap(), &mut whole).unwrap();
        }
        assert!(!whole.contains("w:vanish") && !whole.contains("<w:rsid"), "{document}");
        assert!(whole.contains("Copy for Ambassador Senna Ruvel"), "{document}");
        assert_eq!(
            document == "redline",
            whole.contains("<w:ins ") && whole.contains("<w:del "),
            "{document}"
        );
        let page = envoy.get(&format!("{CASE}/documents/{document}.html"));
        assert!(page.text().contains("Copy for Ambassador Senna Ruvel"), "{document}");
    }
}
