#!/usr/bin/env python3
"""The yardstick of `bench queries`: the same questions to a DuckDB that scans the same rows.

    duckdb_scan.py load DATABASE FOLDER    makes DATABASE out of the CSV files in FOLDER
    duckdb_scan.py ask DATABASE            answers {"questions": [{"sql", "first", "last"}]} from standard input

The tables suit DuckDB, not the ledger: what a sale's lines share with it stands in each of them, and so does whether it
was cancelled, so that no question needs a join before it adds up.
"""

import json
import statistics
import sys
import time

import duckdb

THREADS = 2
# A question is asked until both are reached, after one run that nobody counts.
RUNS = 5
SECONDS = 1

TABLES = """
create table read_sales as
select * from read_csv('{folder}/sales.csv', header = false, columns = {{
    id: 'bigint', outlet_id: 'bigint', region_id: 'bigint', franchise_id: 'bigint', day: 'bigint', hour: 'bigint',
    currency: 'varchar', total: 'bigint', tax: 'bigint', discount: 'bigint', qty: 'bigint', customer_id: 'bigint',
    is_cancelled: 'boolean'}});

create table sold as select * exclude (id) from read_sales order by id;

create table sold_lines as
select s.outlet_id, s.day, s.currency, l.item_id, l.qty, l.total, s.is_cancelled
from read_csv('{folder}/lines.csv', header = false, columns = {{
    sale_id: 'bigint', item_id: 'bigint', qty: 'bigint', total: 'bigint'}}) l
join read_sales s on s.id = l.sale_id
order by s.id;

drop table read_sales;

create table returned as
select * from read_csv('{folder}/returns.csv', header = false, columns = {{
    day: 'bigint', currency: 'varchar', total: 'bigint', tax: 'bigint', qty: 'bigint', is_cancelled: 'boolean'}});

create table outlet_codes as
select * from read_csv('{folder}/outlets.csv', header = false, columns = {{outlet_id: 'bigint', code: 'varchar'}});

create table item_codes as
select * from read_csv('{folder}/items.csv', header = false, columns = {{item_id: 'bigint', code: 'varchar'}});

create table customer_refs as
select * from read_csv('{folder}/customers.csv', header = false, columns = {{customer_id: 'bigint', ref: 'varchar'}});

create view ever_sold as select * from sold;
"""


def load(database, folder):
    connection = duckdb.connect(database, config={"threads": THREADS})
    connection.execute(TABLES.format(folder=folder.replace("'", "''")))
    connection.close()


def ask(database, questions):
    connection = duckdb.connect(database, read_only=True, config={"threads": THREADS})
    answers = [answer(connection, question) for question in questions]
    return {"version": duckdb.__version__, "threads": THREADS, "answers": answers}


def answer(connection, question):
    days = {"first": question["first"], "last": question["last"]}
    rows = connection.execute(question["sql"], days).fetchall()
    times = []
    while len(times) < RUNS or sum(times) < SECONDS:
        begun = time.perf_counter()
        connection.execute(question["sql"], days).fetchall()
        times.append(time.perf_counter() - begun)
    return {"rows": rows, "median_ms": statistics.median(times) * 1e3, "runs": len(times)}


def main():
    match sys.argv[1:]:
        case ["load", database, folder]:
            load(database, folder)
        case ["ask", database]:
            json.dump(ask(database, json.load(sys.stdin)["questions"]), sys.stdout)
        case _:
            sys.exit(__doc__)


main()
