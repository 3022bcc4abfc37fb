-- Releases as they are kept, in the order of KEYS; nil for one that is gone. A pipeline would be read reply by reply.
-- KEYS: releases
local found = {}
for place, release in ipairs(KEYS) do found[place] = redis.call('HGET', release, 'body') end
return found
