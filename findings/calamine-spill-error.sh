#!/usr/bin/env bash
# calamine 0.38.0 (crates.io) cannot read a sheet of a valid XLSX file in which one cell holds #SPILL!, an error that Excel
# has written since it has dynamic arrays: the whole sheet is an error, not the cell. #REF! in its place is read as the
# error of one cell. openpyxl 3.1.5 (PyPI) reads both.
#
# Seen: with #REF! 2 rows and Error(Ref) in B2; with #SPILL! "Unsupported cell error value '#SPILL!'" and no cell at all.
# Source: calamine 0.38.0, `FromStr for CellErrorType` in src/xlsx/mod.rs: it knows seven names of errors.
#
# Needs Rust and Python 3 with pip; installs both packages in a temporary folder. Fails if the behaviour is another.
set -euo pipefail
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cd "$home"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openpyxl==3.1.5
venv/bin/python - <<'PY'
from openpyxl import Workbook, load_workbook

for name, error in [("ref", "#REF!"), ("spill", "#SPILL!")]:
    book = Workbook()
    sheet = book.active
    sheet.title = "S"
    sheet.append(["village", "people"])
    sheet.append(["Upper", 0])
    sheet["B2"].value = error
    sheet["B2"].data_type = "e"
    book.save(f"{name}.xlsx")
    again = load_workbook(f"{name}.xlsx")["S"]["B2"]
    assert (again.value, again.data_type) == (error, "e"), (again.value, again.data_type)
PY
cargo init --quiet --name finding
cargo add --quiet calamine@=0.38.0
cat > src/main.rs <<'RS'
use calamine::{Reader, Xlsx, open_workbook};

fn main() {
    for name in ["ref.xlsx", "spill.xlsx"] {
        let read = open_workbook::<Xlsx<_>, _>(name).and_then(|mut book| book.worksheet_range("S"));
        match read {
            Ok(range) => println!("{name}: {} rows, B2 is {:?}", range.height(), range.get((1, 1))),
            Err(error) => println!("{name}: {error}"),
        }
    }
}
RS
cargo run --quiet | tee seen
grep -q '^ref.xlsx: 2 rows, B2 is Some(Error(Ref))$' seen
grep -q '^spill.xlsx: .*#SPILL!' seen
