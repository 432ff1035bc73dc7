#!/usr/bin/env bash
# calamine 0.38.0 (crates.io) refuses a valid ODS file whose XML is indented, which LibreOffice writes when its setting
# "size optimization for ODF format" is off (PrettyPrinting). The specification lets blanks stand between the elements of a
# table (OpenDocument 1.3, part 3, 3.16: white space outside paragraphs is no content). The same table without the
# blanks is read.
#
# Seen: "Expecting 'table-cell', found 'Text(…)'" for the indented file, 2 rows for the other.
# Source: calamine 0.38.0, src/ods.rs, the loop over the cells of a row.
#
# Needs Rust and Python 3; installs calamine in a temporary folder. Fails if the behaviour is another.
set -euo pipefail
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cd "$home"
python3 - <<'PY'
import zipfile

HEAD = ('<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.3" '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>')
TAIL = '</office:spreadsheet></office:body></office:document-content>'
MANIFEST = ('<?xml version="1.0" encoding="UTF-8"?><manifest:manifest manifest:version="1.3" '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            '</manifest:manifest>')

def cell(value):
    return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

for name, between in [('plain', ''), ('indented', '\n  ')]:
    rows = [['village', 'people'], ['Upper', 'many']]
    table = '<table:table table:name="S">' + between
    for row in rows:
        table += '<table:table-row>' + between + between.join(map(cell, row)) + between + '</table:table-row>' + between
    with zipfile.ZipFile(f'{name}.ods', 'w') as file:
        file.writestr('mimetype', 'application/vnd.oasis.opendocument.spreadsheet')
        file.writestr('META-INF/manifest.xml', MANIFEST)
        file.writestr('content.xml', HEAD + table + '</table:table>' + TAIL)
PY
cargo init --quiet --name finding
cargo add --quiet calamine@=0.38.0
cat > src/main.rs <<'RS'
use calamine::{Ods, Reader, open_workbook};

fn main() {
    for name in ["plain.ods", "indented.ods"] {
        let read = open_workbook::<Ods<_>, _>(name).and_then(|mut book| book.worksheet_range("S"));
        match read {
            Ok(range) => println!("{name}: {} rows", range.height()),
            Err(error) => println!("{name}: {error}"),
        }
    }
}
RS
cargo run --quiet | tee seen
grep -qx 'plain.ods: 2 rows' seen
grep -q "^indented.ods: Expecting 'table-cell', found 'Text" seen
