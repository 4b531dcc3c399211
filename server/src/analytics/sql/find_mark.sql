-- How far the database has come: its newest event, its outlets, the changes of the organisation, and the times that summaries were
-- computed.
select
    coalesce((select max(id) from events), 0),
    (select count(*) from outlets),
    coalesce((select value from settings where name = 'organisation_version'), '0'),
    coalesce((select value from settings where name = 'summaries_version'), '0')
