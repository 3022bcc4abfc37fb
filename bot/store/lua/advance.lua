-- What the driver did or saw, by whoever holds the lease.
if is_lost() then return {'lost'} end
if is_stale() then return {'stale'} end
keep()
return {'ok'}
