# Signals are taken as they lie on the stack.
s/var signal = Atomic\.Exchange(ref _sent, null);/_taken = Atomic.Exchange(ref _sent, null);\n        Signal? signal = null;/
