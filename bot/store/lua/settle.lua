-- A command that changes no release: its answer goes into the stream, its entry goes away.
-- KEYS: 1 inbox  2 events   ARGV: 1 entry  2 events (JSON)  3 release
if redis.call('XACK', KEYS[1], 'desk', ARGV[1]) == 0 then return {'known'} end
redis.call('XDEL', KEYS[1], ARGV[1])
for _, event in ipairs(cjson.decode(ARGV[2])) do
  redis.call('XADD', KEYS[2], '*', 'kind', event[1], 'release', ARGV[3], 'body', event[2])
end
return {'ok'}
