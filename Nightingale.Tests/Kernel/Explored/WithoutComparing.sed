# Who wants a turn takes it for granted that the status is still as it was read.
s/if (Atomic\.CompareExchange(ref _status, Scheduled, from) != from) return false;/Atomic.Write(ref _status, Scheduled);/
