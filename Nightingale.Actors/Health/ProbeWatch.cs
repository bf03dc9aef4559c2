using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Nightingale.Actors.Health;

/// <summary>
/// The watch over one server. The scheduler gives it turns; at a turn it asks, unless its last question is still open: then that is a miss and
/// no second question is sent. One that takes too long is given up, and the next is sent as soon as it has ended: there is never more than one.
/// </summary>
internal sealed class ProbeWatch(Probe probe, DateTimeOffset? serverStartedAt, ProbeOptions options, TimeProvider time, ILogger log)
    : IAsyncDisposable
{
    private readonly Lock _gate = new(); // Turns come from the scheduler's timer, answers from wherever they arrive.
    private readonly Channel<ProbeVerdict> _verdicts = Channel.CreateUnbounded<ProbeVerdict>(new() { SingleReader = true });
    private readonly long _began = time.GetTimestamp();
    private ProbeHistory _history = new(serverStartedAt);
    private CancellationTokenSource _question = new();
    private long _askedAt;
    private TimeSpan _eagerTurn;
    private bool _isOpen;
    private bool _isCounted;
    private bool _isGivenUp;
    private bool _isOver;

    /// <summary>What the probes add up to, in order; completes after a loss.</summary>
    public ChannelReader<ProbeVerdict> Verdicts => _verdicts.Reader;

    /// <summary>Whether turns are to come once an interval, since the server has answered.</summary>
    public bool IsReady
    {
        get
        {
            lock (_gate) return _history.IsReady;
        }
    }

    /// <summary>Asks, or counts a miss. Never waits.</summary>
    /// <returns>False when the watch is over.</returns>
    public bool Turn()
    {
        (bool WithKernels, CancellationToken Cut) question;
        lock (_gate)
        {
            if (_isOpen) CountAsMissed_NeedsGate();
            if (_isOver) return false;
            if (_isOpen) return true;
            question = Open_NeedsGate();
        }

        _ = Ask(question.WithKernels, question.Cut); // It handles every fault itself.
        return true;
    }

    /// <summary>Takes a turn if one is due while the server has not answered yet: the longer that takes, the rarer.</summary>
    /// <returns>False when the watch is over.</returns>
    public bool EagerTurn()
    {
        var waited = time.GetElapsedTime(_began);
        if (waited < _eagerTurn) return !IsOver();
        var pause = waited / 10 > options.EagerInterval ? waited / 10 : options.EagerInterval;
        _eagerTurn = waited + (pause < options.Interval ? pause : options.Interval);
        return Turn();
    }

    /// <summary>Ends the watch: no more turns, and nobody waits for the open question.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate) Over_NeedsGate();
        await _question.CancelAsync();
        _question.Dispose();
    }

    private bool IsOver()
    {
        lock (_gate) return _isOver;
    }

    private async Task Ask(bool withKernels, CancellationToken cut)
    {
        while (true)
        {
            var result = await Result(withKernels, cut);
            lock (_gate)
            {
                _isOpen = false;
                // The turns that a question let pass were its misses.
                if (result is ProbeResult.Answer || !_isCounted) TakeIn_NeedsGate(result);
                if (_isOver || result is ProbeResult.Answer || !_isGivenUp) return;
                (withKernels, cut) = Open_NeedsGate();
            }
        }
    }

    private async Task<ProbeResult> Result(bool withKernels, CancellationToken cut)
    {
        try
        {
            return await probe(withKernels, cut);
        }
        catch (Exception) when (cut.IsCancellationRequested)
        {
            return new ProbeResult.Miss("it did not answer in time");
        }
        catch (Exception fault)
        {
            log.ProbeFailed(fault);
            return new ProbeResult.Miss("this node could not ask it");
        }
    }

    private (bool WithKernels, CancellationToken Cut) Open_NeedsGate()
    {
        if (_isGivenUp) _question = new();
        (_isOpen, _isCounted, _isGivenUp, _askedAt) = (true, false, false, time.GetTimestamp());
        return (_history.KernelsAreDue(options, time.GetUtcNow()), _question.Token);
    }

    private void CountAsMissed_NeedsGate()
    {
        _isCounted = true;
        TakeIn_NeedsGate(new ProbeResult.Miss($"it did not answer within {Seconds(options.Interval)} s"));
        if (_isGivenUp || time.GetElapsedTime(_askedAt) < options.Timeout) return;
        _isGivenUp = true;
        _ = _question.CancelAsync(); // Runs elsewhere: what hears of it may take its time.
    }

    private void TakeIn_NeedsGate(ProbeResult result)
    {
        if (_isOver) return;
        (_history, var verdict) = _history.After(options, result, time.GetUtcNow());
        if (verdict is not null) _verdicts.Writer.TryWrite(verdict);
        if (verdict is ProbeVerdict.Lost) Over_NeedsGate();
    }

    private void Over_NeedsGate()
    {
        _isOver = true;
        _verdicts.Writer.TryComplete();
    }

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
