-- Take a lease that nobody holds or that has run out, or keep one's own. Each new holder gets the next fencing number.
-- KEYS: 1 lease   ARGV: 1 owner  2 now (ms)  3 until (ms)
local held = redis.call('HMGET', KEYS[1], 'owner', 'fence', 'until')
local owner, ends = held[1] or '', tonumber(held[3] or '0')
if owner ~= ARGV[1] then
  if owner ~= '' and ends > tonumber(ARGV[2]) then return {'taken', owner} end
  redis.call('HINCRBY', KEYS[1], 'fence', 1)
end
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'until', ARGV[3])
return {'ok', redis.call('HGET', KEYS[1], 'fence')}
