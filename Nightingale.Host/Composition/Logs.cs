using Nightingale.Actors.Instances;
using Nightingale.Actors.Provisioning;
using Nightingale.Gateway.Instances;

namespace Nightingale.Host.Composition;

/// <summary>The ends of an instance's logs, in lines.</summary>
internal sealed class Logs(ProvisioningOptions options)
{
    private const int LongestLine = 400;
    private const int MostBytes = 1024 * 1024;

    private readonly InstanceLogs _logs = new(options);

    public async Task<IReadOnlyList<string>> Read(InstanceId instance, LogSource source, int tail, CancellationToken cancel)
    {
        var bytes = Math.Min(tail * LongestLine, MostBytes);
        var text = source == LogSource.Terraform ? await _logs.Terraform(instance, bytes, cancel) : await _logs.Jupyter(instance, bytes, cancel);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(tail)];
    }
}
