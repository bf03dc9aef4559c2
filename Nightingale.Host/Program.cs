using System.Runtime.InteropServices;
using Nightingale.Host.Commands;

const uint Others = 0b000_111_111;
_ = SetFileCreationMask(Others);
using var interrupted = new CancellationTokenSource();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
return await CommandLine.Run(args, Terminal.OfProcess(), RunningNode.Start, interrupted.Token);

// The first signal ends in order; a second one ends at once, as it would without us.
void End(PosixSignalContext signal)
{
    signal.Cancel = !interrupted.IsCancellationRequested;
    interrupted.CancelAfter(TimeSpan.Zero); // on another thread: what it ends must not end on the signal's
}

// Journals, secrets and logs are for nobody but who runs this, whatever the folder's own rights are.
[DllImport("libc", EntryPoint = "umask")]
[DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
static extern uint SetFileCreationMask(uint mask);
