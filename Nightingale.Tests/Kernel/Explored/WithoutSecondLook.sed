# A turn that rests does not look whether something came meanwhile.
/if (HasSignals || (resting == Idle && HasMessages)) Schedule(resting);/d
