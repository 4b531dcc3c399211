-- The page is that of list_restatements. With each of its rows come the newest $10 files that were made before it came to be known and
-- hold its day, of its outlet or of what the outlet stands in now, as far as $11 may see them. What was made before the day began
-- anywhere, 14 hours earlier than in Greenwich, holds nothing of it. Day 0 was a Thursday.
with page as (
    select r.outlet_id, r.day, r.currency, r.reason, r.told_on, r.last_at, o.region_id, o.franchise_id
    from restatements r
    join outlets o on o.outlet_id = r.outlet_id
    join scopes s on s.id = r.outlet_id
    where r.day between $2 and $3
      and ($1 = 1 or o.outlet_id = $1 or o.region_id = $1 or o.franchise_id = $1)
      and (r.day <> $4 or (s.code, r.currency, r.told_on, r.reason) > ($5, $6, $7, $8))
    order by r.day desc, s.code, r.currency, r.told_on, r.reason
    limit $9
), carriers as (
    select p.outlet_id, p.day, p.currency, p.reason, p.told_on, p.last_at, e.id,
        count(*) over (partition by p.outlet_id, p.day, p.currency, p.reason, p.told_on) as files,
        row_number() over (
            partition by p.outlet_id, p.day, p.currency, p.reason, p.told_on order by e.asked_at desc, e.id desc
        ) as place
    from page p
    join exports e on e.minute between p.day * 1440 - 840 and p.last_at / 60000
    where e.first_as_of < p.last_at
      and e.scope_id in (1, p.region_id, p.franchise_id, p.outlet_id)
      and ($11 = 1 or e.scope_id in ($11, p.outlet_id))
      and (p.day between e.from_day and e.to_day or p.day between e.other_from_day and e.other_to_day)
      and (e.weekdays >> cast((p.day + 3) % 7 as integer)) % 2 = 1
      and (e.currency is null or e.currency = p.currency)
)
select c.outlet_id, c.day, c.currency as moved_currency, c.reason, c.told_on, c.files,
    exists (
        select 1 from exports a
        where a.address = e.address and a.minute >= c.last_at / 60000 and a.last_as_of >= c.last_at
    ) as is_asked_again,
    e.id, e.title, e.format, s.kind, s.code, e.from_day, e.to_day, e.currency, e.first_as_of, e.last_as_of, e.asked_at, e.last_asked_at,
    e.times, e.file_name, e.row_count, e.address
from carriers c
join exports e on e.id = c.id
join scopes s on s.id = e.scope_id
where c.place <= $10
order by c.outlet_id, c.day, c.currency, c.told_on, c.reason, c.place
