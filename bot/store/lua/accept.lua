-- A command, kept before it is acknowledged, unless one of its keys was seen before.
-- KEYS: 1 inbox  2 reply  3 events  4… dedupe keys
-- ARGV: 1 dedupe (s)  2 kind  3 body  4 reply or ''  5 reply's life (s)  6 most entries  7 event's kind  8 event's body  9 release
for i = 4, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 1 then return {'known'} end
end
if redis.call('XLEN', KEYS[1]) >= tonumber(ARGV[6]) then return {'full'} end
for i = 4, #KEYS do redis.call('SET', KEYS[i], '1', 'EX', ARGV[1]) end
if ARGV[4] ~= '' then redis.call('SET', KEYS[2], ARGV[4], 'EX', ARGV[5]) end
redis.call('XADD', KEYS[3], '*', 'kind', ARGV[7], 'release', ARGV[9], 'body', ARGV[8])
return {'ok', redis.call('XADD', KEYS[1], '*', 'kind', ARGV[2], 'body', ARGV[3])}
