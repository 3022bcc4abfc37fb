-- Hand a lease back, so that another replica need not wait for its end.
-- KEYS: 1 lease   ARGV: 1 owner  2 fence
local held = redis.call('HMGET', KEYS[1], 'owner', 'fence')
if held[1] ~= ARGV[1] or held[2] ~= ARGV[2] then return {'lost'} end
redis.call('HSET', KEYS[1], 'owner', '', 'until', '0')
return {'ok'}
