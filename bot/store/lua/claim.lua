-- The head of the queue takes its target, and this replica the lease with the next fencing number.
if is_stale() then return {'stale'} end
if redis.call('HEXISTS', live, target) == 1 then return {'taken'} end
if redis.call('ZRANGE', queue, 0, 0)[1] ~= id then return {'taken'} end
redis.call('HSET', live, target, id)
fence = redis.call('HINCRBY', lease, 'fence', 1)
redis.call('HSET', lease, 'owner', owner, 'until', ARGV[16])
keep()
return {'ok', tostring(fence)}
