using System.Text;
using System.Text.RegularExpressions;
using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Provisioning;

/// <summary>Reads the ends of an instance's logs, for the people who may see the instance.</summary>
public sealed partial class InstanceLogs(ProvisioningOptions options)
{
    /// <summary>The last lines that its Terraform runs told; empty if there are none on this node.</summary>
    /// <param name="instance">Whose.</param>
    /// <param name="bytes">At most so much, from 1 to 1 MiB.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<string> Terraform(InstanceId instance, int bytes, CancellationToken cancel = default)
    {
        var file = InstanceFolder.Of(options.InstancesUnder, instance).TerraformLog;
        var present = await Tail(file, bytes, cancel);
        var left = bytes - Encoding.UTF8.GetByteCount(present);
        return left > 0 ? await Tail(RunLog.Older(file), left, cancel) + present : present;
    }

    /// <summary>The last lines that its present Jupyter server wrote; empty if it does not run on this node.</summary>
    /// <param name="instance">Whose.</param>
    /// <param name="bytes">At most so much, from 1 to 1 MiB.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<string> Jupyter(InstanceId instance, int bytes, CancellationToken cancel = default) =>
        Token().Replace(await Tail(InstanceFolder.Of(options.InstancesUnder, instance).JupyterLog, bytes, cancel), "token=…");

    private static async Task<string> Tail(string path, int bytes, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, 1024 * 1024);
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 4096, FileOptions.Asynchronous);
            var cut = file.Length > bytes;
            if (cut) file.Seek(-bytes, SeekOrigin.End);
            var read = new byte[bytes];
            var length = await file.ReadAtLeastAsync(read, bytes, throwOnEndOfStream: false, cancel);
            var text = Encoding.UTF8.GetString(read, 0, length);
            return cut ? text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..] : text;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return "";
        }
    }

    [GeneratedRegex(@"token=[^&\s""']+", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
