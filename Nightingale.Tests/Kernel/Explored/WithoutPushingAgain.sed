# A signal is pushed although another one was pushed meanwhile.
s/while (Atomic\.CompareExchange(ref _sent, signal, signal\.Next) != signal\.Next);/while (Atomic.Exchange(ref _sent, signal) == signal);/
