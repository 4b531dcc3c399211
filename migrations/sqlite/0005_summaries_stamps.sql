-- When a fact last changed the row, in Unix ms. Older rows changed no later than the newest event.

alter table scope_days add column refreshed_at bigint not null default 0;

update scope_days set refreshed_at = coalesce((select max(at) from events), 0);
