//! Word files: any bytes as a file, and any bytes as the document in one, are read or refused.
#![no_main]

use std::io::{Cursor, Write};

use libfuzzer_sys::fuzz_target;
use zip::write::SimpleFileOptions;

fuzz_target!(|bytes: &[u8]| {
    let _ = detente_papers::received(bytes);
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for part in ["word/document.xml", "word/comments.xml", "docProps/core.xml"] {
        zip.start_file(part, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    let file = zip.finish().unwrap().into_inner();
    if let Ok(received) = detente_papers::received(&file) {
        // What was read can be handed out again.
        let words = received.paragraphs.join("\n\n");
        let print = detente_papers::tabled("t", &words, false);
        detente_papers::received(&detente_papers::docx(&print)).unwrap();
        detente_papers::print_page(&print);
    }
});
