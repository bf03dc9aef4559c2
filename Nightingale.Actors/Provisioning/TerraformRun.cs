using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Provisioning;

/// <summary>One run's calls of Terraform: each gives the run's outcome, in which every failure has its class and words.</summary>
internal sealed class TerraformRun(
    Terraform terraform,
    PreparedModules modules,
    ProviderWords words,
    InstanceWork.RunTerraform work,
    WorkFolder folder,
    StateSession session,
    RunNews news)
{
    private readonly List<Diagnostic> _errors = [];
    private ModuleOutputs? _outputs;

    /// <summary>Initialises the module where that is still to be done; null when it is ready.</summary>
    public async Task<RunOutcome.Failed?> Prepare(CancellationToken cancel) =>
        await modules.Prepare(work.Spec.Target, folder, session, Hear, cancel) is { } exit ? Failure(exit) : null;

    /// <summary>Applies the module.</summary>
    public async Task<RunOutcome> Apply(CancellationToken cancel) =>
        await Call(["apply", "-json", "-input=false", "-auto-approve", WorkFolder.VariablesArgument], cancel)
        ?? (RunOutcome)new RunOutcome.Applied(_outputs ?? new(null, null, null));

    /// <summary>Destroys everything of the module, whose compute is known to have ended at <paramref name="stoppedAt"/>.</summary>
    public async Task<RunOutcome> Destroy(DateTimeOffset? stoppedAt, CancellationToken cancel) =>
        await Call(["destroy", "-json", "-input=false", "-auto-approve", WorkFolder.VariablesArgument], cancel)
        ?? (RunOutcome)new RunOutcome.Destroyed(stoppedAt);

    /// <summary>Uploads a state from the working folder; null when it is done.</summary>
    public Task<RunOutcome.Failed?> Push(string file, CancellationToken cancel) => Call(["state", "push", file], cancel);

    private async Task<RunOutcome.Failed?> Call(IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        _errors.Clear();
        var exit = await terraform.Run(folder.Path, arguments, modules.Environment(work.Spec.Target, session), Hear, cancel);
        return exit.Code == 0 ? null : Failure(exit);
    }

    private void Hear(string line)
    {
        if (TerraformMessage.Parse(line) is not { } message) return;
        if (message.Error is { } error) _errors.Add(error);
        if (message.Outputs is { } outputs) _outputs = outputs;
        if (message.IsNews) news.Tell("running", words.Clean(message.Text));
    }

    // What comes on standard error is not in Terraform's own form: a crash, or a shell that did not find Terraform.
    private RunOutcome.Failed Failure(TerraformExit exit)
    {
        if (exit.Code is 126 or 127) return new(FailureClass.Permanent, "Terraform was not found on this node. An operator must install it.");
        if (exit.Code > 128) return new(FailureClass.Transient, $"Terraform was killed by signal {exit.Code - 128}: by hand, or because the machine ran out of memory.");
        if (_errors.Count == 0 && exit.Errors.Count > 0) _errors.Add(new(string.Join('\n', exit.Errors.TakeLast(20)), ""));
        return new(FailureClassifier.Classify(_errors), words.Of(_errors));
    }
}
