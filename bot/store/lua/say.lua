-- Keep the intent to say something in a thread: what was said before, or that it was begun and never finished.
-- KEYS: 1 thread   ARGV: 1 name  2 life of a thread's record (s)
local said = redis.call('HGET', KEYS[1], ARGV[1])
if not said then
  redis.call('HSET', KEYS[1], ARGV[1], '')
  redis.call('EXPIRE', KEYS[1], ARGV[2])
  return {'new', ''}
end
if said == '' then return {'interrupted', ''} end
return {'said', said}
