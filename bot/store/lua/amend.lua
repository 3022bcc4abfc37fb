-- A record (a lock, say) is made, changed or taken away, if it is still what was decided on.
-- KEYS: 1 records  2 events  3 inbox  4 version of locks and freezes
-- ARGV: 1 name  2 body before or ''  3 body after or ''  4 events (JSON)  5 inbox entry or ''  6 '1' to raise the version
if is_done(KEYS[3], ARGV[5]) then return {'known'} end
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return {'stale'} end
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
end
if ARGV[6] == '1' then redis.call('INCR', KEYS[4]) end
append(KEYS[2], '', ARGV[4])
done(KEYS[3], ARGV[5])
return {'ok'}
