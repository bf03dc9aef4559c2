using Microsoft.Extensions.Logging;
using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Provisioning;

/// <summary>What provisioning tells operators.</summary>
internal static partial class ProvisioningLog
{
    [LoggerMessage(LogLevel.Debug, "Terraform {Command} runs as process {Process}.")]
    public static partial void TerraformStarted(this ILogger log, int process, string command);

    [LoggerMessage(LogLevel.Debug, "Terraform, process {Process}, ended with {Code}.")]
    public static partial void TerraformEnded(this ILogger log, int process, int code);

    [LoggerMessage(LogLevel.Warning, "Terraform, process {Process}, did not end within {Grace} after it was asked to; its process group is killed.")]
    public static partial void TerraformKilled(this ILogger log, int process, TimeSpan grace);

    [LoggerMessage(LogLevel.Warning, "Terraform, process {Process}, ended, but a process that it started holds its output. The rest of the output is dropped.")]
    public static partial void PipesHeld(this ILogger log, int process);

    [LoggerMessage(LogLevel.Warning, "Run {Run} of instance {Instance} failed in attempt {Attempt} and is tried again in {Delay}.")]
    public static partial void Retrying(this ILogger log, InstanceId instance, long run, int attempt, TimeSpan delay);

    [LoggerMessage(LogLevel.Error, "This node could not do its part in run {Run} of instance {Instance}.")]
    public static partial void NodeFault(this ILogger log, Exception fault, InstanceId instance, long run);

    [LoggerMessage(LogLevel.Warning, "Run {Run} of instance {Instance} had left a state that it could not upload. Uploaded now: {Pushed} (no: a newer run has written since, or it was cut off).")]
    public static partial void ErroredState(this ILogger log, InstanceId instance, long run, bool pushed);

    [LoggerMessage(LogLevel.Warning, "The outcome of run {Run} of instance {Instance} was refused: {Reason}")]
    public static partial void OutcomeRefused(this ILogger log, InstanceId instance, long run, string reason);

    [LoggerMessage(LogLevel.Warning, "A line of the log of instance {Instance} could not be written.")]
    public static partial void LogNotWritten(this ILogger log, Exception failure, InstanceId instance);

    [LoggerMessage(LogLevel.Information, "State {Method}: instance {Instance}, run {Run}: {Status}.")]
    public static partial void StateAccessed(this ILogger log, string method, InstanceId instance, long run, int status);

    [LoggerMessage(LogLevel.Warning, "State {Method}: denied, the caller is none of the present runs.")]
    public static partial void StateDenied(this ILogger log, string method);

    [LoggerMessage(LogLevel.Error, "State {Method}: instance {Instance}, run {Run}: failed.")]
    public static partial void StateFailed(this ILogger log, Exception failure, string method, InstanceId instance, long run);

    [LoggerMessage(LogLevel.Warning, "The state lock of run {Old} of instance {Instance} is freed, because run {New} begins.")]
    public static partial void LockFreed(this ILogger log, InstanceId instance, long old, long @new);

    [LoggerMessage(LogLevel.Warning, "Process {Process} of a run that an earlier node left is ended.")]
    public static partial void StaleProcess(this ILogger log, int process);

    [LoggerMessage(LogLevel.Warning, "Instance {Instance} does not exist, and its server ran: it is ended.")]
    public static partial void OrphanEnded(this ILogger log, InstanceId instance);

    [LoggerMessage(LogLevel.Warning, "The control group {Group} of an ended sandbox cannot be removed. It costs nothing; remove it with rmdir.")]
    public static partial void GroupStays(this ILogger log, string group);

    [LoggerMessage(LogLevel.Warning, "Instance {Instance} does not exist, but its folder does. If nobody misses what is in it, remove it.")]
    public static partial void OrphanFolder(this ILogger log, InstanceId instance);

    [LoggerMessage(LogLevel.Error, "A sweep for orphans failed; the next one comes.")]
    public static partial void SweepFailed(this ILogger log, Exception failure);
}
