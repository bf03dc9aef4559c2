# A turn that rests may look for more before others see that it rests.
s/Atomic\.Exchange(ref _status, resting);/Atomic.Write(ref _status, resting);/
