-- In front of every script that carries out a command, or a part of one: its effect once, and what happened.

-- Whether it was carried out already: a slow replica and the one that took over may both come here.
local function is_done(inbox, entry)
  return entry ~= '' and #redis.call('XPENDING', inbox, 'desk', entry, entry, 1) == 0
end

local function done(inbox, entry)
  if entry ~= '' then
    redis.call('XACK', inbox, 'desk', entry)
    redis.call('XDEL', inbox, entry)
  end
end

-- happened: a JSON list of [kind, body]; what follows are more fields of each entry.
local function append(events, release, happened, ...)
  for _, event in ipairs(cjson.decode(happened)) do
    redis.call('XADD', events, '*', 'kind', event[1], 'release', release, 'body', event[2], ...)
  end
end

