using System.Threading.Channels;
using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Provisioning;

/// <summary>Tells people about one run: at once to whoever listens, and into the instance's log. Never holds the run up.</summary>
internal sealed class RunNews : IAsyncDisposable
{
    private readonly InstanceWork.RunTerraform _work;
    private readonly TimeProvider _time;
    private readonly Action<RunProgress> _listener;
    private readonly Channel<RunProgress> _unwritten = Channel.CreateUnbounded<RunProgress>(new() { SingleReader = true });
    private readonly Task _writing;

    /// <summary>Begins to tell about <paramref name="work"/>.</summary>
    public RunNews(InstanceWork.RunTerraform work, RunLog log, TimeProvider time, Action<RunProgress> listener)
    {
        _work = work;
        _time = time;
        _listener = listener;
        _writing = log.Write(work.Id, _unwritten.Reader);
    }

    /// <summary>Tells a line.</summary>
    public void Tell(string stage, string message)
    {
        var progress = new RunProgress(_work.Id, _work.Spec.Account, _work.Run, _time.GetUtcNow(), stage, message);
        _listener(progress);
        _unwritten.Writer.TryWrite(progress);
    }

    /// <summary>Waits until the log has every line.</summary>
    public async ValueTask DisposeAsync()
    {
        _unwritten.Writer.TryComplete();
        await _writing;
    }
}
