#!/usr/bin/env python3
"""Makes the spreadsheets of these tests: the same valley as XLSX with each of Excel's two systems of dates, and as ODS.

Needs openpyxl 3.1 and odfpy 1.4: pip install openpyxl odfpy
"""

import datetime as dt
import os

import openpyxl
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P
from openpyxl.utils.datetime import CALENDAR_MAC_1904

HOURS, MINUTES = (lambda n: dt.timedelta(hours=n)), (lambda n: dt.timedelta(minutes=n))

# Each sheet: its name, whether it is hidden, its rows, and cells that are merged (row, column, rows, columns; from 0).
SHEETS = [
    ("Old", True, [["id", "count"], ["wrong", 99]], []),
    ("Sites", False, [
        ["Sites of the valley", None, None, None, None],
        [None],
        ["name", "lat", "lon", "capacity", "berths"],
        ["#loc+name", "#geo+lat", "#geo+lon", "#capacity", None],
        ["Mill bridge", 48.137, 11.575, None, 2.0],
        ["Church", "48,2", 11.6, None, "3"],
        ["Town hall", 48.3, 11.7, 2000, 6],
    ], [(0, 0, 1, 5)]),
    ("People", False, [
        ["name", "at", "to", "people", "refuses [%]", "Contact"],
        ["Mill", "Mill bridge", "Town hall", 120.0, 2.5, "A & B"],
        ["Upper Mill", "Mill bridge", None, "1 240", None, None],
        [None, None, None, None, None, "left out"],
        ["Sankt Jörg", "Church", None, None, 0, None],
    ], [(1, 2, 4, 1)]),
    ("Routes", False, [
        ["from", "to", "both ways", "Length (km)", "time"],
        ["Mill bridge", "Town hall", True, 12.5, MINUTES(25)],
        ["Church", "Town hall", "yes", 9, dt.time(0, 20)],
        ["Church", "Mill bridge", "x", 9.0, "1 h 10 min"],
    ], []),
    ("Fleets", False, [
        ["id", "vehicles", "seats", "start", "max wait", "boarding.dwell [min]"],
        ["buses", 6, 50, "Town hall", HOURS(26), 5],
    ], []),
    ("Arrivals", False, [
        ["group", "at", "people"],
        ["Sankt Jörg", dt.datetime(2016, 12, 15, 22, 0), 12.0],
        ["Sankt Jörg", dt.time(23, 30), 3],
        ["Sankt Jörg", dt.date(2016, 12, 16), 4],
        ["Sankt Jörg", "16.12.2016 1:30", 5],
    ], []),
]


def xlsx(path, epoch=None):
    book = openpyxl.Workbook()
    book.remove(book.active)
    if epoch:
        book.epoch = epoch
    for name, hidden, rows, merged in SHEETS:
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if hidden else "visible"
        for row in rows:
            sheet.append(row)
        for row, column, high, wide in merged:
            sheet.merge_cells(start_row=row + 1, start_column=column + 1, end_row=row + high, end_column=column + wide)
    book.save(path)


def iso(span):
    seconds = int(span.total_seconds())
    return f"PT{seconds // 3600:02}H{seconds // 60 % 60:02}M{seconds % 60:02}S"


def cell(value, **spans):
    if value is None:
        return TableCell(**spans)
    if isinstance(value, bool):
        return TableCell(valuetype="boolean", booleanvalue=str(value).lower(), **spans)
    if isinstance(value, (int, float)):
        return TableCell(valuetype="float", value=value, **spans)
    if isinstance(value, dt.time):
        value = dt.timedelta(hours=value.hour, minutes=value.minute)
    if isinstance(value, dt.timedelta):
        return TableCell(valuetype="time", timevalue=iso(value), **spans)
    if isinstance(value, dt.date):
        return TableCell(valuetype="date", datevalue=value.isoformat(), **spans)
    made = TableCell(valuetype="string", **spans)
    made.addElement(P(text=value))
    return made


def ods(path):
    book = OpenDocumentSpreadsheet()
    unseen = Style(name="unseen", family="table")
    unseen.addElement(TableProperties(display="false"))
    book.automaticstyles.addElement(unseen)
    for name, hidden, rows, merged in SHEETS:
        table = Table(name=name, **({"stylename": unseen} if hidden else {}))
        covered = {
            (row + down, column + across): None
            for row, column, high, wide in merged
            for down in range(high)
            for across in range(wide)
            if (down, across) != (0, 0)
        }
        spans = {
            (row, column): {"numberrowsspanned": high, "numbercolumnsspanned": wide}
            for row, column, high, wide in merged
        }
        for row, values in enumerate(rows):
            line = TableRow()
            for column, value in enumerate(values):
                at = (row, column)
                line.addElement(CoveredTableCell() if at in covered else cell(value, **spans.get(at, {})))
            table.addElement(line)
        # As LibreOffice ends a sheet: an empty row, a million times.
        last = TableRow(numberrowsrepeated=1_048_576 - len(rows))
        last.addElement(TableCell(numbercolumnsrepeated=16_384))
        table.addElement(last)
        book.spreadsheet.addElement(table)
    book.save(path)


here = os.path.dirname(os.path.abspath(__file__))
xlsx(os.path.join(here, "valley.xlsx"))
xlsx(os.path.join(here, "valley-1904.xlsx"), CALENDAR_MAC_1904)
ods(os.path.join(here, "valley.ods"))
