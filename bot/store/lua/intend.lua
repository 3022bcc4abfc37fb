-- Keep that AWS is about to be asked. The fencing number decides who may: one who lost the lease writes nothing.
if is_lost() then return {'lost'} end
if is_stale() then return {'stale'} end
if redis.call('HGET', live, target) ~= id then return {'lost'} end
keep()
return {'ok'}
