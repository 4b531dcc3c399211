-- The network, the regions and the franchises.
select id from scopes where kind <> 'outlet'
