-- Another place in a queue, among those of the same priority.
-- KEYS: 1 queue  2 events  3 inbox
-- ARGV: 1 release  2 place (from 1) among all  3 width of a priority's places  4 events (JSON)  5 inbox entry or ''
if is_done(KEYS[3], ARGV[5]) then return {'known'} end
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not score then return {'gone'} end
local rank = math.floor(score / ARGV[3])
local found = redis.call('ZRANGEBYSCORE', KEYS[1], rank * ARGV[3], '(' .. (rank + 1) * ARGV[3], 'WITHSCORES')
local before = redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. rank * ARGV[3])
local others, scores = {}, {}
for i = 1, #found, 2 do
  if found[i] ~= ARGV[1] then others[#others + 1] = found[i] end
  scores[#scores + 1] = found[i + 1]
end
local place = math.max(1, math.min(#scores, ARGV[2] - before))
table.insert(others, place, ARGV[1])
for i, id in ipairs(others) do redis.call('ZADD', KEYS[1], scores[i], id) end
append(KEYS[2], ARGV[1], ARGV[4])
done(KEYS[3], ARGV[5])
return {'ok', tostring(before + place)}
