//! A document as a Word file (Office Open XML, ECMA-376, WordprocessingML), made from nothing: the parts it must have and
//! no others. Same document, same bytes.

use std::fmt::Write as _;
use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{Change, Piece, Print, Span};
use crate::safe::{clean, escaped};

/// Who tracked changes are by, for everyone alike.
const AUTHOR: &str = "Mediators";
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATED: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>"#;
const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const DOCUMENT_RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>"#;
const STYLES: &str = r#"<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Georgia" w:hAnsi="Georgia" w:cs="Times New Roman"/><w:sz w:val="23"/><w:szCs w:val="23"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="140" w:line="300" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:rPr><w:b/><w:sz w:val="36"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="320"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="30"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240"/><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/><w:sz w:val="26"/></w:rPr></w:style>"#;

/// A document as a Word file.
pub fn docx(print: &Print) -> Vec<u8> {
    let date = print.changed.map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()).unwrap_or_default();
    let mut body = Body { out: String::new(), next: 1, date };
    body.paragraph(Some("Title"), &[Span::plain(&print.title)], Change::Kept);
    for piece in &print.pieces {
        match piece {
            Piece::Heading(level, spans) => {
                let style = if *level <= 1 { "Heading1" } else { "Heading2" };
                body.paragraph(Some(style), spans, Change::Kept);
            }
            Piece::Paragraph(spans, change) => body.paragraph(None, spans, *change),
            Piece::Table(heads, rows) => body.table(heads, rows),
        }
    }
    let document = format!(
        "{XML}<w:document xmlns:w=\"{WORD}\" xmlns:r=\"{RELATED}\"><w:body>{}<w:sectPr><w:footerReference w:type=\"default\" \
         r:id=\"rId2\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1247\" w:right=\"1134\" w:bottom=\"1247\" \
         w:left=\"1134\" w:header=\"600\" w:footer=\"600\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
        body.out
    );
    let copy = print.copy.as_deref().map(clean).unwrap_or_default();
    let mut footer = Body { out: String::new(), next: 1, date: String::new() };
    footer.paragraph(None, &[Span::plain(copy)], Change::Kept);
    let parts = [
        ("[Content_Types].xml", format!("{XML}{TYPES}")),
        ("_rels/.rels", format!("{XML}{RELS}")),
        ("word/_rels/document.xml.rels", format!("{XML}{DOCUMENT_RELS}")),
        ("word/document.xml", document),
        ("word/styles.xml", format!("{XML}<w:styles xmlns:w=\"{WORD}\">{STYLES}</w:styles>")),
        ("word/footer1.xml", format!("{XML}<w:ftr xmlns:w=\"{WORD}\">{}</w:ftr>", footer.out)),
    ];
    // Writing into memory does not fail.
    pack(&parts).unwrap_or_default()
}

fn pack(parts: &[(&str, String)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // One time for all: when it was made is nobody's business.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, text) in parts {
        zip.start_file(*name, options)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

struct Body {
    out: String,
    next: u32,
    date: String,
}

impl Body {
    /// The attributes of a tracked change.
    fn mark(&mut self) -> String {
        let id = self.next;
        self.next += 1;
        format!("w:id=\"{id}\" w:author=\"{AUTHOR}\" w:date=\"{}\"", self.date)
    }

    fn paragraph(&mut self, style: Option<&str>, spans: &[Span], change: Change) {
        let rtl = right_to_left(spans);
        self.out.push_str("<w:p><w:pPr>");
        if let Some(style) = style {
            let _ = write!(self.out, "<w:pStyle w:val=\"{style}\"/>");
        }
        if rtl {
            self.out.push_str("<w:bidi/>");
        }
        // The end of a paragraph that came or went is a change too.
        match change {
            Change::Kept => {}
            Change::In => {
                let mark = self.mark();
                let _ = write!(self.out, "<w:rPr><w:ins {mark}/></w:rPr>");
            }
            Change::Out => {
                let mark = self.mark();
                let _ = write!(self.out, "<w:rPr><w:del {mark}/></w:rPr>");
            }
        }
        self.out.push_str("</w:pPr>");
        for span in spans {
            let change = if span.change == Change::Kept { change } else { span.change };
            self.span(span, change, rtl);
        }
        self.out.push_str("</w:p>");
    }

    fn span(&mut self, span: &Span, change: Change, rtl: bool) {
        let mut look = String::new();
        for (on, tag) in [
            (span.strong, "<w:b/>"),
            (span.emphasis, "<w:i/>"),
            (span.raised, "<w:vertAlign w:val=\"superscript\"/>"),
            (rtl, "<w:rtl/>"),
        ] {
            look.push_str(if on { tag } else { "" });
        }
        let look = if look.is_empty() { look } else { format!("<w:rPr>{look}</w:rPr>") };
        let words = if change == Change::Out { "delText" } else { "t" };
        let run =
            format!("<w:r>{look}<w:{words} xml:space=\"preserve\">{}</w:{words}></w:r>", escaped(&span.text));
        match change {
            Change::Kept => self.out.push_str(&run),
            Change::In => {
                let mark = self.mark();
                let _ = write!(self.out, "<w:ins {mark}>{run}</w:ins>");
            }
            Change::Out => {
                let mark = self.mark();
                let _ = write!(self.out, "<w:del {mark}>{run}</w:del>");
            }
        }
    }

    fn table(&mut self, heads: &[String], rows: &[Vec<String>]) {
        self.out.push_str("<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblBorders>");
        for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
            let _ =
                write!(self.out, "<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"777777\"/>");
        }
        self.out.push_str("</w:tblBorders></w:tblPr><w:tblGrid>");
        self.out.push_str(&"<w:gridCol/>".repeat(heads.len()));
        self.out.push_str("</w:tblGrid>");
        let head: Vec<Span> = heads.iter().map(|head| Span { strong: true, ..Span::plain(head) }).collect();
        self.row(&head, true);
        for row in rows {
            self.row(&row.iter().map(Span::plain).collect::<Vec<_>>(), false);
        }
        self.out.push_str("</w:tbl>");
        // Word asks for a paragraph behind a table.
        self.paragraph(None, &[], Change::Kept);
    }

    fn row(&mut self, cells: &[Span], head: bool) {
        self.out.push_str("<w:tr>");
        if head {
            self.out.push_str("<w:trPr><w:tblHeader/></w:trPr>");
        }
        for cell in cells {
            self.out.push_str("<w:tc><w:tcPr/>");
            self.paragraph(None, std::slice::from_ref(cell), Change::Kept);
            self.out.push_str("</w:tc>");
        }
        self.out.push_str("</w:tr>");
    }
}

/// Whether the first letter of a paragraph is written from right to left.
fn right_to_left(spans: &[Span]) -> bool {
    let mut letters = spans.iter().flat_map(|span| span.text.chars()).filter(|c| c.is_alphabetic());
    letters.next().is_some_and(crate::safe::right_to_left)
}
