namespace Nightingale.Tests.Kernel;

/// <summary>What <see cref="OtpSupervisor"/> can be made to do wrong.</summary>
internal enum ModelSlip
{
    None,
    CountsPerChild,
    CountsInATumblingWindow,
    DoesNotCountFailedStarts,
    DoesNotCountExits,
    StopsInStartOrder,
    StartsTheYoungestOfAGroupFirst,
    StartsAGroupInWhichOneWaits,
    DoesNotHalt,
    SuspendsAllButTheOldest,
    ResumesAllButTheOldest,
    LetsANewChildRunWhileSuspended,
    DoesNotForgiveWhenResumed,
    StaysGivenUpWhenResumed,
    NeverGrowsItsPauses,
}
