select o.outlet_id, s.code from outlets o join scopes s on s.id = o.outlet_id
