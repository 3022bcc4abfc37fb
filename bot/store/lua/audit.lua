-- Records join the chain behind its head, and the head moves on: all at once, or not when somebody else was quicker.
-- KEYS: 1 audit  2 head   ARGV: 1 the head's entry before  2 its entry after  3 seq after  4 hash after  5… records
if (redis.call('HGET', KEYS[2], 'entry') or '0-0') ~= ARGV[1] then return {'moved'} end
for i = 5, #ARGV do
  redis.call('XADD', KEYS[1], string.format('%d-0', ARGV[3] - #ARGV + i), 'record', ARGV[i])
end
redis.call('HSET', KEYS[2], 'entry', ARGV[2], 'seq', ARGV[3], 'hash', ARGV[4])
return {'ok'}
