-- A new release. Asked again with the same id (a command handled twice), it changes nothing; nor does what was refused.
-- ARGV: 16 'more' when others come of the same command, which the last of them settles
if is_done(inbox, entry) then return {'known'} end
if ARGV[16] == 'more' then entry = '' end
if redis.call('EXISTS', release) == 1 then
  done(inbox, entry)
  return {'known'}
end
keep()
return {'ok'}
