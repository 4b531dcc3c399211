-- Days whose summaries were computed from the ledger anew, under the number of the computation (`summaries_version`): whoever holds
-- summaries in memory reads them again. Of a computation of very many days, and of one long ago, there is no row.
create table rewritten_days (
    version bigint not null,
    day     bigint not null,
    primary key (version, day)
);
