-- A new release. Asked again with the same id (a command handled twice), it changes nothing.
if redis.call('EXISTS', release) == 1 then
  done(inbox, entry)
  return {'known'}
end
keep()
return {'ok'}
