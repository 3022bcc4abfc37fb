-- In front of every script that changes a release.
-- KEYS: 1 release  2 events  3 open  4 queue  5 live  6 inbox  7 lease  8 history  9 sequence  10 due  11 queues
-- ARGV: 1 id  2 target  3 version before  4 version after  5 place  6 body  7 events (JSON)  8 now (ms)  9 inbox entry
--       10 owner  11 fence  12 when the clock does something to it (ms) or ''  13 where its priority's places begin
--       14 revision  15 fingerprint of the plan
local release, events, open, queue, live, inbox, lease, history, sequence, due, queues = unpack(KEYS)
local id, target, before, after, place, body, happened, now, entry, owner, fence = unpack(ARGV)

local function is_stale()
  return redis.call('HGET', release, 'version') ~= before
end

local function is_lost()
  local held = redis.call('HMGET', lease, 'owner', 'fence')
  return held[1] ~= owner or held[2] ~= fence
end

local function leave_target()
  if redis.call('HGET', live, target) == id then
    redis.call('HDEL', live, target)
    redis.call('HSET', lease, 'owner', '', 'until', '0')
  end
end

local function leave_queue()
  redis.call('ZREM', queue, id)
  if redis.call('EXISTS', queue) == 0 then redis.call('SREM', queues, target) end
end

-- Where the release stands besides its own key: one place at a time.
local places = {
  open = function()
    leave_queue()
    leave_target()
  end,
  queued = function()
    leave_target()
    if not redis.call('ZSCORE', queue, id) then
      redis.call('ZADD', queue, ARGV[13] + redis.call('INCR', sequence), id)
      redis.call('SADD', queues, target)
    end
  end,
  live = leave_queue,
  ended = function()
    leave_queue()
    leave_target()
    redis.call('ZREM', open, id)
    redis.call('ZADD', history, now, id)
  end,
}

local function keep()
  redis.call('HSET', release, 'version', after, 'body', body)
  if place ~= 'ended' then redis.call('ZADD', open, 'NX', now, id) end
  if ARGV[12] ~= '' then redis.call('ZADD', due, ARGV[12], id) else redis.call('ZREM', due, id) end
  places[place]()
  append(events, id, happened, 'target', target, 'revision', ARGV[14], 'plan', ARGV[15])
  done(inbox, entry)
end
