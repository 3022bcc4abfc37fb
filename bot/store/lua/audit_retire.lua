-- Let go of the oldest records; the anchor keeps the number and hash of the last of them.
-- KEYS: 1 audit  2 head   ARGV: 1 the anchor's seq before  2 seq after  3 hash after
if (redis.call('HGET', KEYS[2], 'anchor_seq') or '0') ~= ARGV[1] then return {'moved'} end
redis.call('HSET', KEYS[2], 'anchor_seq', ARGV[2], 'anchor_hash', ARGV[3])
redis.call('XTRIM', KEYS[1], 'MINID', '=', string.format('%d-0', ARGV[2] + 1))
return {'ok'}
