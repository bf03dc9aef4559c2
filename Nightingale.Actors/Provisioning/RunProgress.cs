using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Provisioning;

/// <summary>A line of live news about a Terraform run, for people. Not journalled.</summary>
/// <param name="Instance">Whose run it is.</param>
/// <param name="Account">Who pays, for access checks.</param>
/// <param name="Run">The run's number.</param>
/// <param name="At">When.</param>
/// <param name="Stage"><c>queued</c>, <c>running</c>, <c>retrying</c>, <c>done</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Message">What happens, in a line: a resource being created, the place in the queue, the provider's words.</param>
public sealed record RunProgress(InstanceId Instance, string Account, long Run, DateTimeOffset At, string Stage, string Message);
