-- A release takes its target, and this replica the lease with the next fencing number.
-- ARGV: 16 until (ms)  17 the version of locks and freezes that were seen  18 those before it that something holds (JSON)
-- KEYS: 12 version of locks and freezes
if is_stale() then return {'stale'} end
if (redis.call('GET', KEYS[12]) or '0') ~= ARGV[17] then return {'stale'} end
if redis.call('HEXISTS', live, target) == 1 then return {'taken'} end
local held = {}
for _, other in ipairs(cjson.decode(ARGV[18])) do held[other] = true end
for _, other in ipairs(redis.call('ZRANGE', queue, 0, -1)) do
  if other == id then break end
  if not held[other] then return {'taken'} end
end
if not redis.call('ZSCORE', queue, id) then return {'taken'} end
redis.call('HSET', live, target, id)
fence = redis.call('HINCRBY', lease, 'fence', 1)
redis.call('HSET', lease, 'owner', owner, 'until', ARGV[16])
keep()
return {'ok', tostring(fence)}
