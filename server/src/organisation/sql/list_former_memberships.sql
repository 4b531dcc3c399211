select outlet_id, region_id, franchise_id from former_memberships
