-- A lateral join, or a plan would join all files with all rows before it ends a walk.
-- The page is that of list_restatements. With each of its rows come the newest $10 files that hold its day as it was, as far as $11 may
-- see them: of its outlet, and of what the outlet stands in now or ever stood in, since its facts stay where they were recorded. They
-- were made before the change was surely in sight, $12 ms after its stamp, and after the day had begun anywhere, 14 hours earlier than in
-- Greenwich. Of each scope the newest $13 are counted, by one walk backwards through the index. Day 0 was a Thursday.
with page as materialized (
    select r.outlet_id, r.day, r.currency, r.reason, r.told_on, o.region_id, o.franchise_id, r.last_at + $12 as known_at
    from restatements r
    join outlets o on o.outlet_id = r.outlet_id
    join scopes s on s.id = r.outlet_id
    where r.day between $2 and $3
      and ($1 = 1 or o.outlet_id = $1 or o.region_id = $1 or o.franchise_id = $1)
      and (r.day <> $4 or (s.code, r.currency, r.told_on, r.reason) > ($5, $6, $7, $8))
    order by r.day desc, s.code, r.currency, r.told_on, r.reason
    limit $9
), stood as materialized (
    select p.outlet_id, cast(1 as bigint) as scope_id from page p
    union select p.outlet_id, p.outlet_id from page p
    union select p.outlet_id, p.region_id from page p
    union select p.outlet_id, p.franchise_id from page p
    union select f.outlet_id, f.region_id from page p join former_memberships f on f.outlet_id = p.outlet_id
    union select f.outlet_id, f.franchise_id from page p join former_memberships f on f.outlet_id = p.outlet_id
), carriers as (
    select p.outlet_id, p.day, p.currency, p.reason, p.told_on, p.known_at, e.id,
        count(*) over (partition by p.outlet_id, p.day, p.currency, p.reason, p.told_on) as files,
        row_number() over (
            partition by p.outlet_id, p.day, p.currency, p.reason, p.told_on order by e.asked_at desc, e.id desc
        ) as place
    from page p
    cross join stood h
    cross join lateral (
        select x.id, x.asked_at
        from exports x
        where x.scope_id = h.scope_id and x.minute between p.day * 1440 - 840 and p.known_at / 60000
          and x.first_as_of < p.known_at
          and (p.day between x.from_day and x.to_day or p.day between x.other_from_day and x.other_to_day)
          and (x.weekdays >> cast((p.day + 3) % 7 as integer)) % 2 = 1
          and (x.currency is null or x.currency = p.currency)
        order by x.minute desc, x.id desc
        limit $13
    ) e
    where h.outlet_id = p.outlet_id and ($11 = 1 or h.scope_id in ($11, p.outlet_id))
)
select c.outlet_id, c.day, c.currency as moved_currency, c.reason, c.told_on, c.files,
    exists (
        select 1 from exports a
        where a.address = e.address and a.minute >= c.known_at / 60000 and a.last_as_of >= c.known_at
    ) as is_asked_again,
    e.id, e.title, e.format, s.kind, s.code, e.from_day, e.to_day, e.currency, e.first_as_of, e.last_as_of, e.asked_at, e.last_asked_at,
    e.times, e.file_name, e.row_count, e.address
from carriers c
join exports e on e.id = c.id
join scopes s on s.id = e.scope_id
where c.place <= $10
order by c.outlet_id, c.day, c.currency, c.told_on, c.reason, c.place
