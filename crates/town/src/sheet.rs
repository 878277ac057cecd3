//! A file as a department's system writes it: title lines, header, rows, total line, in the system's own character set.

use std::fmt::Write as _;
use std::io;

use crate::cp932::Cp932;
use crate::person::PersonIndex;

/// Character sets that systems deliver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    Cp932,
    Utf8,
    Utf8Bom,
    Utf16,
}

/// How cells stand in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Comma,
    /// Commas, every cell in quotes.
    Quoted,
    Tab,
    /// Fixed width in bytes of CP932, no header.
    Fixed(&'static [usize]),
}

/// The form of one kind of file.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) charset: Charset,
    pub(crate) shape: Shape,
    /// A line above the header; empty = none.
    pub(crate) title: &'static str,
    pub(crate) header: &'static [&'static str],
    /// A line 合計 below the rows.
    pub(crate) total: bool,
}

/// What is wanted: the file itself, or who stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Want<'a> {
    /// The delivered bytes.
    Data,
    /// `file,row,role,person_id` of the people a row names.
    Truth(&'a str),
}

/// The file being written.
pub(crate) struct Sheet<'a> {
    out: &'a mut dyn io::Write,
    want: Want<'a>,
    layout: &'a Layout,
    cp932: &'a Cp932,
    line: String,
    bytes: Vec<u8>,
    cells: usize,
    row: u32,
    failed: Option<io::Error>,
}

const BLOCK: usize = 1 << 16;

impl<'a> Sheet<'a> {
    pub(crate) fn new(
        out: &'a mut dyn io::Write,
        want: Want<'a>,
        layout: &'a Layout,
        cp932: &'a Cp932,
        as_of: &str,
    ) -> Self {
        let mut sheet = Self {
            out,
            want,
            layout,
            cp932,
            line: String::with_capacity(512),
            bytes: Vec::with_capacity(BLOCK + 4096),
            cells: 0,
            row: 0,
            failed: None,
        };
        if want == Want::Data {
            match layout.charset {
                Charset::Utf8Bom => sheet.bytes.extend_from_slice(b"\xEF\xBB\xBF"),
                Charset::Utf16 => sheet.bytes.extend_from_slice(b"\xFF\xFE"),
                Charset::Cp932 | Charset::Utf8 => {}
            }
            if !layout.title.is_empty() {
                let title = format!("{}　{as_of}現在", layout.title);
                sheet.line.push_str(&title);
                sheet.flush_line();
            }
            if !matches!(layout.shape, Shape::Fixed(_)) {
                for header in layout.header {
                    sheet.cell(header);
                }
                sheet.flush_line();
            }
        }
        sheet
    }

    /// A cell; quoted where the shape asks for it.
    pub(crate) fn cell(&mut self, text: &str) {
        match self.layout.shape {
            Shape::Fixed(widths) => {
                let width = widths.get(self.cells).copied().unwrap_or(0);
                let mut used = 0;
                for c in text.chars() {
                    let wide = if (c as u32) < 0x80 || ('｡'..='ﾟ').contains(&c) { 1 } else { 2 };
                    if used + wide > width {
                        break;
                    }
                    used += wide;
                    self.line.push(c);
                }
                self.line.extend(std::iter::repeat_n(' ', width - used));
            }
            shape => {
                if self.cells > 0 {
                    self.line.push(if shape == Shape::Tab { '\t' } else { ',' });
                }
                if shape == Shape::Quoted
                    || (shape == Shape::Comma && text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n')))
                {
                    self.line.push('"');
                    for c in text.chars() {
                        if c == '"' {
                            self.line.push('"');
                        }
                        self.line.push(c);
                    }
                    self.line.push('"');
                } else {
                    self.line.push_str(text);
                }
            }
        }
        self.cells += 1;
    }

    /// A cell of a comma-separated file that is known to need no quotes: for the millions of rows of attendance.
    pub(crate) fn plain(&mut self, text: &str) {
        if self.want != Want::Data {
            return;
        }
        if self.cells > 0 {
            self.line.push(',');
        }
        self.line.push_str(text);
        self.cells += 1;
    }

    /// A cell of anything that displays.
    pub(crate) fn show(&mut self, value: impl std::fmt::Display) {
        let mut text = String::new();
        let _ = write!(text, "{value}");
        self.cell(&text);
    }

    /// Empty cells.
    pub(crate) fn empty(&mut self, count: usize) {
        for _ in 0..count {
            self.cell("");
        }
    }

    /// Notes whom the current row names in which role.
    pub(crate) fn mention(&mut self, role: &str, person: PersonIndex) {
        if let Want::Truth(file) = self.want {
            let mut text = String::new();
            let _ = writeln!(text, "{file},{},{role},{}", self.row + 1, person + 1);
            self.bytes.extend_from_slice(text.as_bytes());
        }
    }

    /// Whether rows must be written out, and not only counted.
    pub(crate) fn wants_data(&self) -> bool {
        self.want == Want::Data
    }

    /// Ends the row.
    pub(crate) fn end(&mut self) {
        self.row += 1;
        if self.want == Want::Data {
            self.flush_line();
        } else {
            self.line.clear();
            self.cells = 0;
            self.spill();
        }
    }

    fn flush_line(&mut self) {
        self.line.push_str("\r\n");
        match self.layout.charset {
            Charset::Cp932 => self.cp932.write(&self.line, &mut self.bytes),
            Charset::Utf8 | Charset::Utf8Bom => self.bytes.extend_from_slice(self.line.as_bytes()),
            Charset::Utf16 => self.bytes.extend(self.line.encode_utf16().flat_map(u16::to_le_bytes)),
        }
        self.line.clear();
        self.cells = 0;
        self.spill();
    }

    fn spill(&mut self) {
        if self.bytes.len() >= BLOCK {
            if self.failed.is_none() {
                self.failed = self.out.write_all(&self.bytes).err();
            }
            self.bytes.clear();
        }
    }

    /// Writes the total line and everything held back.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        if self.layout.total && self.want == Want::Data {
            let count = self.row;
            self.cell("合計");
            self.show(format_args!("{count}件"));
            self.empty(self.layout.header.len().saturating_sub(2));
            self.flush_line();
        }
        if let Some(error) = self.failed {
            return Err(error);
        }
        self.out.write_all(&self.bytes)
    }
}
