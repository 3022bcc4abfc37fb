-- A command that changes no release: its answer goes into the stream, its entry goes away.
-- KEYS: 1 inbox  2 events   ARGV: 1 entry  2 events (JSON)  3 release
if is_done(KEYS[1], ARGV[1]) then return {'known'} end
append(KEYS[2], ARGV[3], ARGV[2])
done(KEYS[1], ARGV[1])
return {'ok'}
