using System.ComponentModel;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Instances;
using Polly;
using Polly.Retry;

namespace Nightingale.Actors.Provisioning;

/// <summary>
/// Brings the world to what an instance owes, by Terraform. Every run is safe to repeat from the start, whatever cut off the one before.
/// </summary>
public sealed class Provisioner
{
    private readonly ProvisioningOptions _options;
    private readonly StateBackend _backend;
    private readonly IStateStore _store;
    private readonly JupyterTokens _tokens;
    private readonly TimeProvider _time;
    private readonly int _seed;
    private readonly Action<RunProgress> _listener;
    private readonly ILogger<Provisioner> _log;
    private readonly RunQueue _queue;
    private readonly RunLog _runLog;
    private readonly Terraform _terraform;
    private readonly PreparedModules _modules;
    private readonly ProviderWords _words;
    private readonly StaleRuns _stale;

    /// <summary>Makes the node's provisioner.</summary>
    /// <param name="options">How to run; without problems.</param>
    /// <param name="backend">Serves the states that <paramref name="store"/> keeps.</param>
    /// <param name="store">Keeps the states.</param>
    /// <param name="tokens">Derives the servers' tokens.</param>
    /// <param name="time">The clock.</param>
    /// <param name="seed">Of the jitter between retries.</param>
    /// <param name="listener">Gets live news, on whatever thread they come: it must only enqueue.</param>
    /// <param name="log">The operators' log.</param>
    public Provisioner(
        ProvisioningOptions options,
        StateBackend backend,
        IStateStore store,
        JupyterTokens tokens,
        TimeProvider time,
        int seed,
        Action<RunProgress> listener,
        ILogger<Provisioner> log)
    {
        (_options, _backend, _store, _tokens, _time, _seed, _listener, _log) = (options, backend, store, tokens, time, seed, listener, log);
        _queue = new(options.MaxRuns);
        _runLog = new(options, log);
        _terraform = new(options, time, log);
        _modules = new(options, _terraform);
        _words = new(options);
        _stale = new(options, time, NullLogger<StaleRuns>.Instance);
    }

    /// <summary>How many runs wait for their turn.</summary>
    public int Waiting => _queue.Waiting;

    /// <summary>How many runs go.</summary>
    public int Running => _queue.Running;

    /// <summary>Runs Terraform for an instance; what fails and may go away by itself is tried again.</summary>
    /// <param name="work">What is owed.</param>
    /// <param name="cancel">Ends the run: gracefully, and by force after <see cref="ProvisioningOptions.CancelGrace"/>.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled, or a newer one has begun; it has ended.</exception>
    public async Task<RunOutcome> Run(InstanceWork.RunTerraform work, CancellationToken cancel)
    {
        RunOutcome outcome;
        await using (var news = new RunNews(work, _runLog, _time, _listener))
        {
            try
            {
                outcome = await Retries(work, news).ExecuteAsync(async token => await Attempt(work, news, token), cancel);
                Tell(news, outcome);
            }
            catch (OperationCanceledException)
            {
                news.Tell("cancelled", "The run was cancelled and has ended.");
                throw;
            }
        }
        if (outcome is RunOutcome.Destroyed) await Forget(work.Id);
        return outcome;
    }

    private ResiliencePipeline<RunOutcome> Retries(InstanceWork.RunTerraform work, RunNews news)
    {
        if (_options.Retries == 0) return ResiliencePipeline<RunOutcome>.Empty;
        var random = new Random(SeedOf(work));
        return new ResiliencePipelineBuilder<RunOutcome> { TimeProvider = _time }.AddRetry(new RetryStrategyOptions<RunOutcome>
        {
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is RunOutcome.Failed { Class: FailureClass.Transient }),
            MaxRetryAttempts = _options.Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = _options.RetryDelay,
            MaxDelay = _options.LongestRetryDelay,
            Randomizer = random.NextDouble,
            OnRetry = arguments =>
            {
                var reason = ((RunOutcome.Failed)arguments.Outcome.Result!).Reason;
                news.Tell("retrying", $"Attempt {arguments.AttemptNumber + 1} failed ({reason}). The next comes in {arguments.RetryDelay.TotalSeconds:0.#} s.");
                _log.Retrying(work.Id, work.Run, arguments.AttemptNumber + 1, arguments.RetryDelay);
                return ValueTask.CompletedTask;
            },
        }).Build();
    }

    // The waits of one instance are not those of another, so that runs which failed together do not come back together.
    private int SeedOf(InstanceWork.RunTerraform work) => _seed ^ work.Id.Value.GetHashCode() ^ (int)work.Run;

    private async Task<RunOutcome> Attempt(InstanceWork.RunTerraform work, RunNews news, CancellationToken cancel)
    {
        using var turn = await _queue.Enter(
            work.Id,
            work.Spec.Account,
            place => news.Tell("queued", $"Place {place} in the queue; {_options.MaxRuns} runs go at a time."),
            cancel);
        using var timeout = new CancellationTokenSource(_options.RunTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        try
        {
            return await Bounded(work, news, either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return new RunOutcome.Failed(FailureClass.TimedOut, $"Terraform took longer than {_options.RunTimeout} and was ended. What it had begun is finished or undone by the next run.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or Win32Exception)
        {
            _log.NodeFault(fault, work.Id, work.Run);
            return new RunOutcome.Failed(FailureClass.Transient, "This node could not prepare the run: its disk may be full, or a program is missing. The node's log tells more.");
        }
        catch (StateDamagedException damaged)
        {
            _log.NodeFault(damaged, work.Id, work.Run);
            return new RunOutcome.Failed(FailureClass.Permanent, damaged.Message);
        }
    }

    private async Task<RunOutcome> Bounded(InstanceWork.RunTerraform work, RunNews news, CancellationToken cancel)
    {
        if (_modules.ModuleOf(work.Spec.Target) is not { } module)
            return new RunOutcome.Failed(FailureClass.Permanent, $"There is no target '{work.Spec.Target}' on this node.");
        await using var session = await _backend.Begin(work.Id, work.Run) ?? throw new OperationCanceledException("A newer run of the instance has begun.");
        var instance = InstanceFolder.Of(_options.InstancesUnder, work.Id);
        // A node that died may have left its run behind, and this one took its instance over.
        if (_options.SharedFolder is not null) await _stale.EndIn(instance.Work, cancel);
        var known = Directory.Exists(instance.Work);
        await using var folder = await WorkFolder.Create(instance, module, cancel);
        var run = new TerraformRun(_terraform, _modules, _words, work, folder, session, news);
        if (await run.Prepare(cancel) is { } unprepared) return unprepared;
        if (await Recover(folder, run, work, cancel) is { } unrecovered) return unrecovered;
        await folder.Write(work, instance.Home, _tokens.For(work.Id, work.Generation), cancel);
        if (work.Action is TerraformAction.Apply) return await run.Apply(cancel);
        return known ? await TakeDown(run, work.Id, cancel) : await run.Destroy(stoppedAt: null, cancel);
    }

    // Compute ends first, by an apply that tells when: to destroy the rest takes its time, and nobody pays for that. The apply also takes in what a
    // first one that was killed has left and no state knows, so that destroy sees it.
    private async Task<RunOutcome> TakeDown(TerraformRun run, InstanceId id, CancellationToken cancel)
    {
        var stopped = await run.Apply(cancel);
        if (stopped is RunOutcome.Failed && await _store.Read(id, cancel) is null) return stopped;
        return await run.Destroy((stopped as RunOutcome.Applied)?.Outputs.StoppedAt, cancel);
    }

    // What an earlier run could not upload, because we were gone or the disk was full, is the truth, unless a newer run has written since.
    private async Task<RunOutcome?> Recover(WorkFolder folder, TerraformRun run, InstanceWork.RunTerraform work, CancellationToken cancel)
    {
        if (await folder.ErroredState(cancel) is not { } errored) return null;
        var newer = await _store.Read(work.Id, cancel) is { } stored && stored.Run > errored.Run;
        var push = errored.IsWhole && !newer;
        if (push && await run.Push(errored.File, cancel) is { } failed) return failed;
        _log.ErroredState(work.Id, errored.Run, push);
        folder.DropErroredState();
        return null;
    }

    private static void Tell(RunNews news, RunOutcome outcome)
    {
        var (stage, message) = outcome switch
        {
            RunOutcome.Applied => ("done", "Applied."),
            RunOutcome.Destroyed => ("done", "Destroyed."),
            RunOutcome.Failed failed => ("failed", failed.Reason),
            _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
        };
        news.Tell(stage, message);
    }

    private async Task Forget(InstanceId id)
    {
        await _store.Delete(id, CancellationToken.None);
        try
        {
            Directory.Delete(InstanceFolder.Of(_options.InstancesUnder, id).Root, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing was ever there, or the module has left nothing.
        }
    }
}
