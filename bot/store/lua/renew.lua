-- Keep many leases at once; answers the places (from 1) of those that somebody else holds by now.
-- KEYS: leases   ARGV: 1 owner  2 until (ms)  3… fencing numbers
local lost = {}
for i, lease in ipairs(KEYS) do
  local held = redis.call('HMGET', lease, 'owner', 'fence')
  if held[1] == ARGV[1] and held[2] == ARGV[i + 2] then
    redis.call('HSET', lease, 'until', ARGV[2])
  else
    lost[#lost + 1] = i
  end
end
return lost
