# Nobody waits before a mailbox.
s/if (Atomic\.CompareExchange(ref _held, 1, 0) != 0) Wait();/Atomic.Write(ref _held, 1);/
