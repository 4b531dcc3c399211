insert into drifts (day, at, summary, currency, differing, gross_off)
select cast($1 as bigint), cast($2 as bigint), cast($3 as text), '', 1, 0
where not exists (select 1 from drifts where day = $1 and summary = $3 and healed_at is null)
