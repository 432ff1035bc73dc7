#!/usr/bin/env python3
"""Makes valley.xlsx, the spreadsheet of an imagined valley, as a municipality might keep it.

Needs openpyxl 3.1: pip install openpyxl
"""

import datetime as dt
import os

import openpyxl
from openpyxl.styles import Font

book = openpyxl.Workbook()


def sheet(name, title, rows):
    made = book.active if name == "Sites" else book.create_sheet()
    made.title = name
    made.append([title])
    made["A1"].font = Font(bold=True, size=14)
    made.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(rows[0]))
    made.append([])
    for row in rows:
        made.append(row)
    for cell in made[3]:
        cell.font = Font(bold=True)
    for column in "ABCDEFG":
        made.column_dimensions[column].width = 20


sheet("Sites", "Meeting points and shelters", [
    ["Name", "Latitude", "Longitude", "Berths", "Capacity", "Caretaker"],
    ["#loc+name", "#geo+lat", "#geo+lon", "", "#capacity", "#contact"],
    ["Upper Mill", 47.104, 11.302, 1, None, "-"],
    ["Sandford church", 47.131, 11.377, 2, None, "parish office"],
    ["Ashby hall", 47.166, 11.401, 2, None, "village office"],
    ["Secondary school", 47.203, 11.452, 4, 2500, "school office"],
])
sheet("People", "Who must leave (register of 1 March)", [
    ["Name", "At", "To", "People", "Needs", "Urgency"],
    ["Upper Mill", "Upper Mill", "Secondary school", 214, "seat", 0],
    ["Sandford", "Sandford church", None, "1 240", "seat", 0],
    ["Ashby", "Ashby hall", None, 387, "seat", 0],
    ["Ashby, nursing home", "Ashby hall", None, 26, "stretcher", 1],
])
people = book["People"]
people.merge_cells("C4:C7")
sheet("Routes", "Roads, with times of the road office", [
    ["From", "To", "Both ways", "Length [km]", "Time [min]"],
    ["Upper Mill", "Secondary school", "yes", 17.5, 24],
    ["Sandford church", "Secondary school", "yes", 11, 17],
    ["Ashby hall", "Secondary school", "yes", 6.2, 11],
])
sheet("Fleets", "Vehicles that can be had", [
    ["Id", "Vehicles", "Seats", "Stretchers", "Start", "Ready [min]", "Boarding.dwell [min]", "Boarding.per_person [s]"],
    ["buses", 4, 50, 0, "Secondary school", 30, 3, 6],
    ["ambulances", 3, 0, 2, "Secondary school", dt.time(0, 15), 5, 180],
])
book.save(os.path.join(os.path.dirname(os.path.abspath(__file__)), "valley.xlsx"))
