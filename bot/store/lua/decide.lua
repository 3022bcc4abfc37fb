-- A decision of a person or of the clock about a release; no lease is needed, the version guards it.
if is_done(inbox, entry) then return {'known'} end
if is_stale() then return {'stale'} end
keep()
return {'ok'}
