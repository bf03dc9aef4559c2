# A turn that rests does not wait for a letter that is being added: others may not see it yet, although its sender has looked for a turn already.
s/if (!HasArrived) _gate\.Pass();//
