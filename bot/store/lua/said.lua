-- It stands in Slack: keep where.
-- KEYS: 1 thread   ARGV: 1 name  2 channel:ts  3 life of a thread's record (s)
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return {'ok'}
