-- The name and the number of rows stay those of the first file.
insert into exports (address, minute, title, format, scope_id, from_day, to_day, other_from_day, other_to_day, weekdays, currency,
    first_as_of, last_as_of, asked_at, last_asked_at, times, file_name, row_count)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13, $13, 1, $14, $15)
on conflict (minute, address) do update set
    first_as_of = case when excluded.first_as_of < exports.first_as_of then excluded.first_as_of else exports.first_as_of end,
    last_as_of = case when excluded.last_as_of > exports.last_as_of then excluded.last_as_of else exports.last_as_of end,
    last_asked_at = excluded.last_asked_at,
    times = exports.times + 1
