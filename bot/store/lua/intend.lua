-- Keep that AWS is about to be asked. The fencing number decides who may: one who lost the lease writes nothing.
-- ARGV: 16 until (ms): the lease lasts as long as AWS is asked, even if it had run out and nobody had noticed
if is_lost() then return {'lost'} end
if is_stale() then return {'stale'} end
if redis.call('HGET', live, target) ~= id then return {'lost'} end
redis.call('HSET', lease, 'until', ARGV[16])
keep()
return {'ok'}
